// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import io.github.safesqlite.sample.variant.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A fresh database file for each variant. Those in a temporary folder are deleted at the end, chosen ones are kept. */
final class DatabaseFiles implements AutoCloseable {
    private static final String TEMPORARY_NAME = "stress.db";

    private final Map<String, Path> byVariant = new HashMap<>();
    private final Optional<Path> temporaryFolder;

    private DatabaseFiles(Path base, List<Variant> variants, Optional<Path> temporaryFolder) {
        this.temporaryFolder = temporaryFolder;
        for (Variant variant : variants) {
            byVariant.put(variant.id(), variants.size() == 1 ? base : withSuffix(base, variant.id()));
        }
    }

    /**
     * Files beside {@code chosen}, or in a temporary folder.
     *
     * @throws IllegalArgumentException if one of the files exists
     */
    static DatabaseFiles create(Optional<Path> chosen, List<Variant> variants) throws IOException {
        if (chosen.isEmpty()) {
            Path folder = Files.createTempDirectory("safe-sqlite-stress");
            return new DatabaseFiles(folder.resolve(TEMPORARY_NAME), variants, Optional.of(folder));
        }
        DatabaseFiles files = new DatabaseFiles(chosen.get().toAbsolutePath(), variants, Optional.empty());
        for (Path file : files.byVariant.values()) {
            requireFresh(file);
        }
        return files;
    }

    private static void requireFresh(Path file) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    "--file " + file + " exists. The load needs a fresh file: delete it or name another one");
        }
        if (!Files.isDirectory(file.getParent())) {
            throw new IllegalArgumentException(
                    "--file " + file + ": there is no folder " + file.getParent() + ". Create it or name another file");
        }
    }

    private static Path withSuffix(Path base, String suffix) {
        String name = base.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String suffixed = dot <= 0 ? name + "-" + suffix : name.substring(0, dot) + "-" + suffix + name.substring(dot);
        return base.resolveSibling(suffixed);
    }

    Path of(Variant variant) {
        return byVariant.get(variant.id());
    }

    @Override
    public void close() throws IOException {
        if (temporaryFolder.isEmpty()) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(temporaryFolder.get())) {
            paths = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
