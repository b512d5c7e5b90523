// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.internal.gate.FileKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code -wal} file of a database. Only looked at (stat), never opened. Immutable. */
final class WalFile {
    private final Path path;

    WalFile(Path database) {
        this.path = Path.of(FileKey.realPath(database) + "-wal");
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
