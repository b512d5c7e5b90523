// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The blocks of real output in {@code docs/troubleshooting.md}: each stands behind a line {@code <!-- output: name -->}. A test
 * makes the output anew and compares; with {@code -Dsafesqlite.docs.write=true} a block that differs is replaced.
 */
final class DocumentedOutput {
    static final Path PAGE = Path.of("docs/troubleshooting.md");

    private static final Pattern BLOCK =
            Pattern.compile("<!-- output: ([\\w-]+) -->\n\n```\n(.*?)\n```\n", Pattern.DOTALL);
    private static final String OWN_FRAME = ".diagnosis.TroubleshootingTest.";
    private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\.)");

    private DocumentedOutput() {}

    static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /** The blocks by name. */
    static Map<String, String> blocks() throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = BLOCK.matcher(page());
        while (matcher.find()) {
            blocks.put(matcher.group(1), matcher.group(2));
        }
        return blocks;
    }

    static void check(String name, Path directory, String... parts) throws IOException {
        String actual = shortened(String.join("\n", parts).replace(directory.toString(), "/data"));
        String documented = blocks().get(name);
        boolean same = documented != null && normalised(documented).equals(normalised(actual));
        if (!same && Boolean.getBoolean("safesqlite.docs.write")) {
            write(name, actual);
            return;
        }
        assertTrue(documented != null, () -> PAGE + " has no output \"" + name + "\"; it would be:\n" + actual);
        assertEquals(
                normalised(documented),
                normalised(actual),
                () -> PAGE + ": \"" + name + "\" is out of date; run this test with -Dsafesqlite.docs.write=true");
    }

    private static synchronized void write(String name, String actual) throws IOException {
        String mark = "<!-- output: " + name + " -->\n";
        String page = page();
        int start = page.indexOf(mark);
        assertTrue(start >= 0, () -> PAGE + " has no place for \"" + name + "\"");
        String rest = page.substring(start + mark.length());
        String after = rest.startsWith("\n```\n") ? rest.substring(rest.indexOf("\n```\n", 5) + 5) : rest;
        Files.writeString(PAGE, page.substring(0, start) + mark + "\n```\n" + actual + "\n```\n" + after);
    }

    /** Of a stack only its top and the frames of the test. */
    private static String shortened(String text) {
        List<String> kept = new ArrayList<>();
        boolean inStack = false;
        boolean gap = false;
        for (String line : text.split("\n")) {
            boolean frame = FRAME.matcher(line).matches();
            if (frame && inStack && !line.contains(OWN_FRAME)) {
                gap = true;
                continue;
            }
            if (gap) {
                kept.add("\t...");
                gap = false;
            }
            inStack = frame;
            kept.add(line.stripTrailing());
        }
        if (gap) {
            kept.add("\t...");
        }
        return String.join("\n", kept);
    }

    /** Of each stack only the method of the test: what it calls at that moment differs. */
    private static List<String> outermostOwnFrames(String text) {
        List<String> kept = new ArrayList<>();
        String own = null;
        for (String line : text.split("\n")) {
            if (FRAME.matcher(line).matches()) {
                own = line.contains(OWN_FRAME) ? line.replaceAll(".*" + Pattern.quote(OWN_FRAME), "at ") : own;
            } else {
                if (own != null) {
                    kept.add(own);
                }
                own = null;
                kept.add(line);
            }
        }
        if (own != null) {
            kept.add(own);
        }
        return kept;
    }

    /** Without what differs from run to run: numbers, states, widths of columns, frames of others. */
    static String normalised(String text) {
        return outermostOwnFrames(text).stream()
                .map(line -> line.replaceAll("lambda\\$(\\w+)\\$\\d+", "$1"))
                .map(line -> line.replaceAll("\\(TroubleshootingTest.java:\\d+\\)", ""))
                .map(line -> line.replaceAll("\\b(RUNNABLE|TIMED_WAITING|WAITING|BLOCKED)\\b", "STATE"))
                .map(line -> line.replaceAll("^advice: .*", "advice"))
                .map(line -> line.replaceAll("\\d+", "0"))
                .map(line -> line.replaceAll("(0[.:TZ-]*)+", "0"))
                .map(line -> line.replaceAll("\\s+", " "))
                .collect(Collectors.joining("\n"));
    }
}
