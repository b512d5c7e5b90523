// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Path;
import java.util.Map;
import java.util.WeakHashMap;

/** The one name of each open file: SQLite puts its log beside that. Safe for use by multiple threads. */
final class FileNames {
    /** Guarded by itself. */
    private static final Map<WriteGate, Path> NAMES = new WeakHashMap<>();

    private FileNames() {}

    /** The name by which the first of those who share {@code gate} opened the file. */
    static Path of(WriteGate gate, Path realPath) {
        synchronized (NAMES) {
            return NAMES.computeIfAbsent(gate, first -> realPath);
        }
    }

    /** Another file has taken its place. */
    static void changed(WriteGate gate, Path realPath) {
        synchronized (NAMES) {
            NAMES.put(gate, realPath);
        }
    }
}
