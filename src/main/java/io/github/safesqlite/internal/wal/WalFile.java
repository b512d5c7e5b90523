// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.path.Companion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code -wal} file of a database. Inspected with a stat only, never opened. */
final class WalFile {
    private final Path database;
    private volatile Path path;
    private @Nullable FileKey beside;

    WalFile(Path database) {
        this.database = database;
        this.path = find();
    }

    private Path find() {
        return Companion.LOG.of(FileKey.realPath(database));
    }

    /** Finds the log of a file that has replaced the one before: a link may lead elsewhere now. Called by one thread. */
    void follow(List<WalUser> users) {
        FileKey key = users.isEmpty() ? null : users.get(0).source().fileKey();
        if (key != null && !key.equals(beside)) {
            beside = key;
            path = find();
        }
    }

    /** What a stat tells of it. */
    record State(long bytes, FileTime modified) {
        static final State NONE = new State(0, FileTime.fromMillis(0));

        /** Whether nothing was written from one to the other. */
        // The equals() that Java writes for records would keep this class loader for ever.
        boolean isSameAs(State other) {
            return bytes == other.bytes && modified.equals(other.modified);
        }
    }

    /** How it is now. */
    State state() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new State(now.size(), now.lastModifiedTime());
        } catch (IOException none) {
            return State.NONE;
        }
    }

    /** Its size in bytes, 0 if there is none. */
    long bytes() {
        return state().bytes();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
