// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.path.Companion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A database file that is open, and its log. Immutable.
 *
 * @param realPath where it was when it was opened, without links
 * @param log its write-ahead log when it was last looked at, or null if there was none
 */
record OpenFile(Path realPath, FileKey key, @Nullable FileKey log) {
    static OpenFile at(Path realPath, FileKey key) {
        return new OpenFile(realPath, key, FileKey.ofExisting(Companion.LOG.of(realPath)));
    }

    /** The same with the log as it is now. */
    OpenFile withLog() {
        FileKey now = FileKey.ofExisting(Companion.LOG.of(realPath));
        return Objects.equals(now, log) ? this : new OpenFile(realPath, key, now);
    }

    /**
     * Removes the names of the log and its index if they are those of this file and it has lost its own: a link that was set to
     * another file leaves all as it was.
     */
    void removeLog() throws IOException {
        if (key.isAt(realPath)) {
            return;
        }
        Path path = Companion.LOG.of(realPath);
        FileKey there = FileKey.ofExisting(path);
        if (there == null || there.equals(log)) {
            Files.deleteIfExists(path);
            Files.deleteIfExists(Companion.INDEX.of(realPath));
        }
    }
}
