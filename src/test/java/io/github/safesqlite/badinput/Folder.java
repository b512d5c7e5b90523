// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder that a mistake must leave as it was. */
record Folder(Path path, SortedSet<String> before) {
    static Folder of(Path path) throws IOException {
        return new Folder(path, list(path));
    }

    private static SortedSet<String> list(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    void assertUnchanged() throws IOException {
        assertEquals(before, list(path), "no stray file");
    }
}
