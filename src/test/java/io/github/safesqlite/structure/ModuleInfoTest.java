// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The module's declaration against what there is. */
class ModuleInfoTest {
    private static final Path DECLARATION = Sources.MAIN.resolve("module-info.java");
    private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

    private static Set<String> declared(String directive) throws IOException {
        return Pattern.compile("(?m)^\\s*" + directive + "\\s+([\\w.]+)")
                .matcher(Files.readString(DECLARATION))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String mainSources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : Sources.in(Sources.MAIN)) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    @Test
    void exportsEveryPublicPackageToAllAndNoInternalOne() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path file : Sources.in(Sources.MAIN)) {
            Path directory = Sources.MAIN.relativize(file.getParent());
            String name = directory.toString().replace(file.getFileSystem().getSeparator(), ".");
            if (!name.isEmpty() && !name.contains(".internal.")) {
                packages.add(name);
            }
        }
        assertEquals(packages, declared("exports"));
        assertTrue(packages.contains("io.github.safesqlite.config"), packages.toString());
        assertEquals(Set.of(), declared("exports\\s+[\\w.]+\\s+to"), "an export is to everybody");
    }

    /** What applications may rely on is said there. */
    @Test
    void releasesNameEachPublicPackage() throws IOException {
        String text = Files.readString(Path.of("docs/releasing.md"));
        String promise = text.substring(text.indexOf("its subpackages"), text.indexOf("the `jdbc:safesqlite:` URLs"));
        Set<String> named = Pattern.compile("`(\\w+)`")
                .matcher(promise)
                .results()
                .map(result -> "io.github.safesqlite." + result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        named.add("io.github.safesqlite");
        assertEquals(declared("exports"), named);
    }

    /** The library's own classes are reached by method handles of their packages; nobody else looks inside. */
    @Test
    void opensNothing() throws IOException {
        assertEquals(Set.of(), declared("opens"));
        assertFalse(Files.readString(DECLARATION).contains("open module"));
    }

    @Test
    void providesTheDriverThatTheClassPathFinds() throws IOException {
        assertEquals(Set.of("java.sql.Driver"), declared("provides"));
        assertEquals(
                Set.of(Files.readString(SERVICES.resolve("java.sql.Driver")).strip()),
                Pattern.compile("with\\s+([\\w.]+);")
                        .matcher(Files.readString(DECLARATION))
                        .results()
                        .map(result -> result.group(1))
                        .collect(Collectors.toSet()));
    }

    @Test
    void usesTheServicesThatItLooksFor() throws IOException {
        assertFalse(mainSources().contains("ServiceLoader"), "declare uses for it");
        assertEquals(Set.of(), declared("uses"));
    }

    /** What an application must have; the rest is {@code static}, for jlink takes no automatic module. */
    @Test
    void requiresNoMoreThanItNeeds() throws IOException {
        assertEquals(
                Set.of("java.sql", "java.management", "org.slf4j", "org.xerial.sqlitejdbc"),
                declared("requires(?: transitive)?(?! +static\\b)"));
        assertEquals(
                Set.of(
                        "org.jspecify",
                        "jdk.jfr",
                        "com.codahale.metrics",
                        "com.codahale.metrics.health",
                        "flyway.core",
                        "micrometer.core",
                        "spring.beans",
                        "spring.boot",
                        "spring.boot.actuator",
                        "spring.boot.autoconfigure",
                        "spring.boot.health",
                        "spring.boot.jdbc",
                        "spring.context",
                        "spring.core",
                        "spring.test",
                        "org.junit.jupiter.api",
                        "net.bytebuddy",
                        "java.instrument",
                        "org.objectweb.asm"),
                declared("requires static(?: transitive)?"));
    }
}
