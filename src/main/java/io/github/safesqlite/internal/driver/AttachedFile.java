// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Path;

/**
 * A file that a connection has attached and may write to. Immutable.
 *
 * @param number the number of the database on that connection
 * @param path the file as SQLite names it
 * @param key which file that is
 * @param shared what its users share
 */
public record AttachedFile(int number, Path path, FileKey key, SharedFile shared) {
    /** The write gate of the file. */
    public WriteGate gate() {
        return shared.gate();
    }
}
