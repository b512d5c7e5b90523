// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code -wal} file of a database. Only looked at (stat), never opened. Immutable. */
final class WalFile {
    private final Path path;

    WalFile(Path database) {
        this.path = Path.of(realPath(database) + "-wal");
    }

    // SQLite follows symbolic links before it names the file.
    private static Path realPath(Path database) {
        try {
            return database.toRealPath();
        } catch (IOException gone) {
            return database.toAbsolutePath();
        }
    }

    /** Its size in bytes, 0 if there is none. */
    long bytes() {
        try {
            return Files.size(path);
        } catch (IOException none) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
