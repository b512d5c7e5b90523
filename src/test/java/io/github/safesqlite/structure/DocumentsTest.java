// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of the first page is code that tests run, and each link in the documents leads somewhere. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final List<Path> CODE = List.of(
            Path.of("src/test/java/io/github/safesqlite/integration/QuickStartTest.java"), Path.of("src/clients"));
    private static final Pattern BLOCK = Pattern.compile("```(java|properties)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<List<String>> sources(String extension) throws IOException {
        List<List<String>> sources = new ArrayList<>();
        for (Path root : CODE) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(path -> path.toString().endsWith("." + extension))
                        .filter(path -> !path.toString().contains("target"))
                        .toList()) {
                    sources.add(lines(Files.readString(file)));
                }
            }
        }
        return sources;
    }

    private static boolean isTested(String kind, List<String> block) throws IOException {
        List<List<String>> sources = sources(kind);
        if (kind.equals("properties")) {
            return block.stream().allMatch(line -> sources.stream().anyMatch(source -> source.contains(line)));
        }
        return sources.stream().anyMatch(source -> IntegrationsDocumentTest.shows(block, source));
    }

    @Test
    void theCodeOfTheFirstPageIsCodeThatTestsRun() throws Exception {
        List<String> unknown = new ArrayList<>();
        int blocks = 0;
        for (var found = BLOCK.matcher(Files.readString(README)); found.find(); blocks++) {
            if (!isTested(found.group(1), lines(found.group(2)))) {
                unknown.add(found.group(2));
            }
        }
        assertEquals(List.of(), unknown, () -> "not in " + CODE);
        assertTrue(blocks >= 4, "plain JDBC, two for Spring Boot, Hibernate");
    }

    @Test
    void eachLinkLeadsSomewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        List<Path> documents = new ArrayList<>(List.of(README));
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        for (Path document : documents) {
            for (var link = LINK.matcher(Files.readString(document)); link.find(); ) {
                Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
                boolean leads = Files.exists(target)
                        && (link.group(2) == null || headings(target).contains(link.group(2)));
                if (!leads) {
                    broken.add(document + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    /** The headings of a document as the names that links use. */
    private static Set<String> headings(Path document) throws IOException {
        return Files.readString(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
