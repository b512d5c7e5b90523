// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.gate.WriteGate;
import java.util.Map;
import java.util.WeakHashMap;

/** What all users of a database file in this JVM share beside its write gate, by which it is found. Safe for use by multiple threads. */
final class SharedFile {
    private static final Map<WriteGate, SharedFile> FILES = new WeakHashMap<>();

    final SchemaChanges schema = new SchemaChanges();
    final DataVersions versions = new DataVersions();
    final SoleUse soleUse = new SoleUse();
    final DriverHandles handles = new DriverHandles();

    private SharedFile() {
        soleUse.add(versions::closeIdle);
    }

    static SharedFile of(WriteGate gate) {
        synchronized (FILES) {
            return FILES.computeIfAbsent(gate, unknown -> new SharedFile());
        }
    }
}
