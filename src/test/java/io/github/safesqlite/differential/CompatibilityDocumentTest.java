// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/compatibility.md} lists the differences that are on purpose, no more and no less. */
class CompatibilityDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/compatibility.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?` \\|$");
    private static final Pattern SINCE = Pattern.compile("@SinceDriver\\(\"([^\"]*)\"\\)");

    @Test
    void theTableIsTheListOfRules() throws IOException {
        List<String> rules = Arrays.stream(IntendedDifferences.values())
                .map(IntendedDifferences::row)
                .toList();
        assertEquals(String.join("\n", rules), String.join("\n", rows(0)));
    }

    @Test
    void eachOtherRowNamesItsTest() throws IOException {
        for (String row : rows(1)) {
            Matcher named = TEST.matcher(row);
            assertTrue(named.find(), row);
            String source = source(named.group(1) + ".java");
            assertTrue(named.group(2) == null || source.contains(" " + named.group(2) + "("), row);
        }
    }

    /** Each driver of the table is one that the build runs with, and the other way round. */
    @Test
    void theDriversAreThoseOfTheBuild() throws IOException {
        Set<String> listed =
                rows(4).stream().map(row -> row.split("\\|")[1].strip()).collect(Collectors.toCollection(TreeSet::new));
        String build = Files.readString(Path.of("pom.xml"));
        Set<String> tested = Pattern.compile("sqlite-jdbc(?:\\.version>|</artifactId>\\s*<version>)([0-9.]+)<")
                .matcher(build)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(listed.containsAll(tested), tested + " are not all in " + listed);
        assertTrue(tested.size() >= 4, tested::toString);
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path test : files.filter(Files::isRegularFile).toList()) {
                Matcher needed = SINCE.matcher(Files.readString(test));
                while (needed.find()) {
                    assertTrue(listed.contains(needed.group(1)), test + " needs " + needed.group(1));
                }
            }
        }
    }

    private static String source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return Files.readString(files.filter(file -> file.endsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no test " + name)));
        }
    }

    /** The rows of one of the two tables, without its head. */
    private static List<String> rows(int table) throws IOException {
        String[] parts = Files.readString(DOCUMENT).split("\n## ");
        assertTrue(parts.length > 2);
        return parts[table]
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
    }
}
