// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The databases in use in this JVM: one object per file, however many DataSources use it and by whatever names. Each
 * {@link #acquire} is followed by one {@link #release}. Safe for use by multiple threads.
 */
public final class SharedFiles {
    /** By every key by which a file is known; guarded by itself. */
    private static final Map<FileKey, SharedFile> FILES = new HashMap<>();

    private SharedFiles() {}

    /** The database that {@code key} names; the same object until its last user has released it. */
    public static SharedFile acquire(FileKey key) {
        synchronized (FILES) {
            SharedFile file = find(key);
            if (file == null) {
                file = new SharedFile();
                know(key, file);
            }
            file.users++;
            return file;
        }
    }

    /** One more use of a file that is in use. */
    static void acquire(SharedFile file) {
        synchronized (FILES) {
            file.users++;
        }
    }

    /** Gives up one use; the last one makes the file forgotten. Does nothing if nobody uses it. */
    public static void release(SharedFile file) {
        synchronized (FILES) {
            if (file.users > 0 && --file.users == 0) {
                forget(file);
            }
        }
    }

    /** From now on it is the file {@code key}, which has taken the place of the one before. */
    static void replaced(SharedFile file, FileKey key) {
        synchronized (FILES) {
            if (file.users > 0 && !FILES.containsKey(key)) {
                // The old file's number may be given to another file.
                forget(file);
                know(key, file);
            }
        }
    }

    /** Whether someone in this JVM has the file open. */
    public static boolean isInUse(FileKey key) {
        synchronized (FILES) {
            return find(key) != null;
        }
    }

    /** Has those who have the path open look at it: who opens it now shall share the file of those who go on with it. */
    public static void look(Path path) {
        Set<SharedFile> files;
        synchronized (FILES) {
            files = new HashSet<>(FILES.values());
        }
        files.stream().map(file -> file.placeAt(path)).filter(Objects::nonNull).forEach(FilePlace::look);
    }

    /** The number of files in use. */
    static int inUse() {
        synchronized (FILES) {
            return new HashSet<>(FILES.values()).size();
        }
    }

    private static @Nullable SharedFile find(FileKey key) {
        SharedFile file = FILES.get(key);
        if (file == null) {
            learnNewFiles();
            file = FILES.get(key);
        }
        if (file == null && key.absentPath() != null) {
            // It may have come into being since the key was made, and be known by another path.
            FileKey existing = FileKey.ofExisting(key.absentPath());
            file = existing == null ? null : FILES.get(existing);
            if (file != null) {
                know(key, file);
            }
        }
        return file;
    }

    /** Adds the identity of files that did not exist when they were acquired. Such a path may come to name another file. */
    private static void learnNewFiles() {
        for (FileKey key : List.copyOf(FILES.keySet())) {
            Path path = key.absentPath();
            SharedFile file = FILES.get(key);
            FileKey existing = path == null ? null : FileKey.ofExisting(path);
            if (existing != null && file != null && !FILES.containsKey(existing)) {
                know(existing, file);
            }
        }
    }

    private static void know(FileKey key, SharedFile file) {
        FILES.put(key, file);
        file.keys.add(key);
    }

    private static void forget(SharedFile file) {
        file.keys.forEach(FILES::remove);
        file.keys.clear();
    }
}
