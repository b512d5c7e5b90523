// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/integrations.md shows code that runs: each block of it is in the sources of the client projects, line by line. A line
 * "…" in a block stands for lines that are left out. Its versions are those of the projects.
 */
class IntegrationsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/integrations.md");
    private static final Path CLIENTS = Path.of("src/clients");
    private static final Pattern SOURCE = Pattern.compile(".*\\.(java|kt|properties|ya?ml|xml|sql)");
    private static final String ROW_OF_VERSIONS = "\\| .* \\| [0-9].*";

    /** The lines of a text that count: without the space around them. */
    private static List<String> lines(List<String> text) {
        return text.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<Path> clientFiles() throws Exception {
        try (Stream<Path> files = Files.walk(CLIENTS)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            SOURCE.matcher(file.getFileName().toString()).matches())
                    .filter(file -> !CLIENTS.relativize(file).toString().contains("target"))
                    .toList();
        }
    }

    private static List<List<String>> sources() throws Exception {
        List<List<String>> sources = new ArrayList<>();
        for (Path file : clientFiles()) {
            sources.add(lines(Files.readAllLines(file)));
        }
        return sources;
    }

    /** The blocks of code of a document, each with its lines. */
    static List<List<String>> blocks(List<String> document) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : document) {
            if (!line.strip().startsWith("```")) {
                if (block != null) {
                    block.add(line);
                }
            } else if (block == null) {
                block = new ArrayList<>();
            } else {
                blocks.add(lines(block));
                block = null;
            }
        }
        return blocks;
    }

    /** Whether the source has the parts of the block between the lines "…", in their order. */
    static boolean shows(List<String> block, List<String> source) {
        List<String> rest = source;
        List<String> part = new ArrayList<>();
        for (int i = 0; i <= block.size(); i++) {
            if (i < block.size() && !block.get(i).equals("…")) {
                part.add(block.get(i));
                continue;
            }
            int found = Collections.indexOfSubList(rest, part);
            if (found < 0) {
                return false;
            }
            rest = rest.subList(found + part.size(), rest.size());
            part.clear();
        }
        return true;
    }

    @Test
    void eachBlockIsCodeOfAClientTest() throws Exception {
        List<List<String>> sources = sources();
        List<List<String>> blocks = blocks(Files.readAllLines(DOCUMENT));
        assertFalse(blocks.isEmpty());
        List<String> unknown = blocks.stream()
                .filter(block -> sources.stream().noneMatch(source -> shows(block, source)))
                .map(block -> String.join("\n", block))
                .toList();
        assertEquals(List.of(), unknown, "not in the sources below " + CLIENTS);
    }

    @Test
    void eachVersionIsOneOfAClientProject() throws Exception {
        StringBuilder projects = new StringBuilder();
        for (Path file : clientFiles()) {
            if (file.endsWith("pom.xml")) {
                projects.append(Files.readString(file));
            }
        }
        List<String> versions = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.matches(ROW_OF_VERSIONS))
                .flatMap(row -> Stream.of(row.split("\\|")[2].strip().split(", ")))
                .toList();
        assertFalse(versions.isEmpty());
        for (String version : versions) {
            assertTrue(projects.indexOf(">" + version + "<") >= 0, version);
        }
    }

    @Test
    void aBlockIsFoundByItsLines() {
        List<String> source = List.of("a", "b", "c", "d");
        assertTrue(shows(List.of("b", "c"), source));
        assertTrue(shows(List.of("a", "…", "c", "d"), source));
        assertFalse(shows(List.of("a", "c"), source));
        assertFalse(shows(List.of("c", "…", "a"), source));
        assertEquals(List.of(List.of("x", "y")), blocks(List.of("text", "```java", "  x", "", "  y", "```", "text")));
    }
}
