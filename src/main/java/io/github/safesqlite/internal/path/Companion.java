// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.path;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A file that SQLite keeps beside a database while it is in use, or after a crash (sqlite.org/tempfiles.html). */
public enum Companion {
    /** The write-ahead log. */
    LOG("-wal"),
    /** The index to the write-ahead log, which is shared memory. */
    INDEX("-shm"),
    /** The rollback journal. */
    JOURNAL("-journal");

    private final String suffix;

    Companion(String suffix) {
        this.suffix = suffix;
    }

    /** Where it is, or would be, for a database whose path has no links. */
    public Path of(Path database) {
        return FilePaths.beside(database, suffix);
    }

    /** Where all of them are, or would be. */
    public static Stream<Path> allOf(Path database) {
        return Arrays.stream(values()).map(companion -> companion.of(database));
    }
}
