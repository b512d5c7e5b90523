// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/compatibility.md} lists the differences that are on purpose, no more and no less. */
class CompatibilityDocumentTest {
    @Test
    void theTableIsTheListOfRules() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/compatibility.md")).stream()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
        List<String> rules = Arrays.stream(IntendedDifferences.values())
                .map(IntendedDifferences::row)
                .toList();
        assertEquals(String.join("\n", rules), String.join("\n", rows));
    }
}
