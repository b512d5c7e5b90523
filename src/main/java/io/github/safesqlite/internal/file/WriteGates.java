// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The write gates of this JVM: one per database, however many DataSources use it. Each {@link #acquire} is followed by one
 * {@link #release} with the same key. Safe for use by multiple threads.
 */
public final class WriteGates {
    /** Every key by which a gate is known; guarded by itself. */
    private static final Map<FileKey, Entry> ENTRIES = new HashMap<>();

    private WriteGates() {}

    /** The gate of the database that {@code key} names; the same object until the last user has released it. */
    public static WriteGate acquire(FileKey key) {
        synchronized (ENTRIES) {
            Entry entry = find(key);
            if (entry == null) {
                entry = new Entry();
                know(key, entry);
            }
            entry.users++;
            return entry.gate;
        }
    }

    /** Gives up one use; the last one makes the gate forgotten. Does nothing if nobody uses the gate. */
    public static void release(FileKey key) {
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(key);
            if (entry != null && --entry.users == 0) {
                entry.keys.forEach(ENTRIES::remove);
            }
        }
    }

    /** The same, by the gate itself. */
    public static void release(WriteGate gate) {
        synchronized (ENTRIES) {
            Entry entry = find(gate);
            if (entry != null && --entry.users == 0) {
                entry.keys.forEach(ENTRIES::remove);
            }
        }
    }

    /** From now on the gate is that of the file {@code key}, which has taken the place of its file. */
    public static void replaced(WriteGate gate, FileKey key) {
        synchronized (ENTRIES) {
            Entry entry = find(gate);
            if (entry != null && !ENTRIES.containsKey(key)) {
                // The old file's number may be given to another file.
                entry.keys.forEach(ENTRIES::remove);
                entry.keys.clear();
                know(key, entry);
            }
        }
    }

    private static @Nullable Entry find(WriteGate gate) {
        for (Entry entry : ENTRIES.values()) {
            if (entry.gate == gate) {
                return entry;
            }
        }
        return null;
    }

    /** Whether somebody in this JVM has the file open. */
    public static boolean isInUse(FileKey key) {
        synchronized (ENTRIES) {
            return find(key) != null;
        }
    }

    /** The number of gates in use. */
    static int inUse() {
        synchronized (ENTRIES) {
            return (int) ENTRIES.values().stream().distinct().count();
        }
    }

    private static @Nullable Entry find(FileKey key) {
        Entry entry = ENTRIES.get(key);
        if (entry == null) {
            learnNewFiles();
            entry = ENTRIES.get(key);
        }
        if (entry == null && key.absentPath() != null) {
            // It may have come into being since the key was made, and be known by another path.
            FileKey existing = FileKey.ofExisting(key.absentPath());
            entry = existing == null ? null : ENTRIES.get(existing);
            if (entry != null) {
                know(key, entry);
            }
        }
        return entry;
    }

    /** Adds the identity of files that did not exist when their gate was acquired. Such a path may come to name another file. */
    private static void learnNewFiles() {
        for (FileKey key : List.copyOf(ENTRIES.keySet())) {
            Path path = key.absentPath();
            Entry entry = ENTRIES.get(key);
            FileKey existing = path == null ? null : FileKey.ofExisting(path);
            if (existing != null && entry != null && !ENTRIES.containsKey(existing)) {
                know(existing, entry);
            }
        }
    }

    private static void know(FileKey key, Entry entry) {
        ENTRIES.put(key, entry);
        entry.keys.add(key);
    }

    private static final class Entry {
        final WriteGate gate = new WriteGate();
        final Set<FileKey> keys = new HashSet<>();
        int users;
    }
}
