// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each log statement has key-values and a documented category, and what it warns of is in the page on troubleshooting. */
class LoggingTest {
    private static final Pattern PLAIN = Pattern.compile("\\b(?i:log)\\s*\\.(trace|debug|info|warn|error)\\(");
    private static final Pattern CATEGORY = Pattern.compile("Log\\.named\\(([^)]*)\\)");
    private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*([^,]*),");
    private static final Pattern WARNING =
            Pattern.compile("\\.at(?:Warn|Error)\\(\\)([^;]*);|\\bwarn\\(\\s*report,([^;]*);");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern KEY_VALUE = Pattern.compile("\\.addKeyValue\\(\"\\w+\",[^\n]*");

    private static List<MatchResult> matches(Pattern pattern) throws IOException {
        List<MatchResult> found = new ArrayList<>();
        for (Path file : Sources.in(Sources.MAIN)) {
            found.addAll(pattern.matcher(Files.readString(file)).results().toList());
        }
        return found;
    }

    private static String section(String page, String heading) {
        return page.split("\n" + heading + "\n")[1].split("\n## ")[0];
    }

    private static TreeSet<String> firstCells(String table) {
        return Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(table)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("docs", name));
    }

    @Test
    void eachStatementIsFluent() throws Exception {
        assertEquals(List.of(), matches(PLAIN).stream().map(MatchResult::group).toList());
    }

    @Test
    void categoriesAreDocumented() throws Exception {
        TreeSet<String> used = new TreeSet<>();
        for (MatchResult found : matches(CATEGORY)) {
            assertTrue(found.group(1).startsWith("\"io.github.safesqlite."), found.group());
            used.add(found.group(1).replace("\"io.github.safesqlite.", "").replace("\"", ""));
        }
        assertEquals(firstCells(page("logging.md").split("\n## Keys\n")[0]), used);
    }

    @Test
    void keysAreDocumented() throws Exception {
        TreeSet<String> used = new TreeSet<>();
        for (MatchResult found : matches(KEY)) {
            LITERAL.matcher(found.group(1)).results().forEach(literal -> used.add(literal.group(1)));
        }
        assertEquals(firstCells(section(page("logging.md"), "## Keys")), used);
    }

    @Test
    void warningsAreInTheTroubleshooting() throws Exception {
        String page = page("troubleshooting.md").replaceAll("\\s+", " ").replaceAll("\\d+", "0");
        List<MatchResult> warnings = matches(WARNING);
        assertTrue(warnings.size() > 15, () -> warnings.size() + " warnings");
        for (MatchResult warning : warnings) {
            String statement = warning.group(1) == null ? warning.group(2) : warning.group(1);
            String message = LITERAL.matcher(KEY_VALUE.matcher(statement).replaceAll(""))
                    .results()
                    .map(literal -> literal.group(1))
                    .collect(Collectors.joining());
            if (message.replaceAll("\\{}|[: ]", "").isEmpty()) {
                continue;
            }
            String longest = Arrays.stream(message.split("\\{}|%s|\\\\\"|\\\\n"))
                    .max(Comparator.comparing(String::length))
                    .orElseThrow()
                    .replaceAll("^[ .:]+|[ .:]+$", "");
            assertTrue(page.contains(longest), () -> "not in the page: " + longest);
        }
    }
}
