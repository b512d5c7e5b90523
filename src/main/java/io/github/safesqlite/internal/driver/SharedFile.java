// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.gate.WriteGate;
import java.util.Map;
import java.util.WeakHashMap;

/** What all users of a database file in this JVM share beside its write gate, by which it is found. Safe for use by multiple threads. */
public final class SharedFile {
    private static final Map<WriteGate, SharedFile> FILES = new WeakHashMap<>();

    public final SchemaChanges schema = new SchemaChanges();
    public final DataVersions versions = new DataVersions();
    public final SoleUse soleUse = new SoleUse();
    public final DriverHandles handles = new DriverHandles();

    private SharedFile() {
        soleUse.add(versions::closeIdle);
    }

    public static SharedFile of(WriteGate gate) {
        synchronized (FILES) {
            return FILES.computeIfAbsent(gate, unknown -> new SharedFile());
        }
    }
}
