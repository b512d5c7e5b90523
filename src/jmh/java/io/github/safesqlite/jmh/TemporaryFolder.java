// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the database of one benchmark, deleted with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    /** Creates it. */
    public TemporaryFolder() throws IOException {
        this.path = Files.createTempDirectory("safe-sqlite-jmh");
    }

    /** A file in it. */
    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(path)) {
            paths = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : paths) {
            Files.deleteIfExists(each);
        }
    }
}
