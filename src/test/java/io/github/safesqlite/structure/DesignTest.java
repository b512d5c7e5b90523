// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static io.github.safesqlite.structure.PackageArrowsTest.ARROWS;
import static io.github.safesqlite.structure.PackageArrowsTest.ENTRY_POINTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/design.md} describes the code that is there: its picture shows the packages, its text names classes. */
class DesignTest {
    private static final Pattern ARROW = Pattern.compile("(\\w+) --> (\\w+)");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/design.md"));
    }

    /** The packages that a package of the picture points to, by their names in the table of arrows. */
    private static Map<String, Set<String>> drawn() throws IOException {
        String picture = page().split("```mermaid\n")[1].split("```")[0];
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (MatchResult arrow : ARROW.matcher(picture).results().toList()) {
            arrows.computeIfAbsent(packageOf(arrow.group(1)), from -> new TreeSet<>())
                    .add(packageOf(arrow.group(2)));
        }
        return arrows;
    }

    private static String packageOf(String node) {
        if (node.equals("root")) {
            return ENTRY_POINTS;
        }
        if (node.endsWith("_internal")) {
            return "internal." + node.replace("_internal", "");
        }
        return ARROWS.containsKey(node) ? node : "internal." + node;
    }

    private static void addBelow(String from, Map<String, Set<String>> arrows, Set<String> found) {
        for (String to : arrows.getOrDefault(from, Set.of())) {
            if (found.add(to)) {
                addBelow(to, arrows, found);
            }
        }
    }

    @Test
    void thePictureShowsEachArrowOrAWayThatImpliesIt() throws Exception {
        Map<String, Set<String>> drawn = drawn();
        for (Map.Entry<String, Set<String>> each : ARROWS.entrySet()) {
            Set<String> shown = new TreeSet<>();
            addBelow(each.getKey(), drawn, shown);
            Set<String> missing = new TreeSet<>(each.getValue());
            missing.removeAll(shown);
            assertEquals(Set.of(), missing, () -> each.getKey() + " may use them, and the picture does not show it");
        }
    }

    @Test
    void thePictureShowsNoOtherArrow() throws Exception {
        Map<String, Set<String>> drawn = drawn();
        drawn.remove(ENTRY_POINTS);
        assertTrue(drawn.size() > 15, drawn::toString);
        drawn.forEach((from, to) -> {
            Set<String> tooMany = new TreeSet<>(to);
            tooMany.removeAll(ARROWS.getOrDefault(from, Set.of()));
            assertEquals(Set.of(), tooMany, () -> "not to be used by " + from);
        });
    }

    @Test
    void theTextNamesClassesThatExist() throws Exception {
        Set<String> files;
        try (Stream<Path> sources = Stream.concat(Files.walk(Sources.MAIN), Files.walk(Path.of("src/test/java")))) {
            files = sources.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        List<String> unknown = CLASS.matcher(page())
                .results()
                .map(name -> name.group(1))
                .filter(name -> !files.contains(name + ".java"))
                .toList();
        assertEquals(List.of(), unknown);
    }
}
