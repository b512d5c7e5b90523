// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The use of a database file by one connection alone, which a session asks for by SQL: to leave the write-ahead log, or to lock
 * the file for good, SQLite needs that no other connection has it open. One per file. Safe for use by multiple threads.
 */
public final class SoleUse {
    private static final long NOBODY = 0;

    private final Set<Runnable> closers = ConcurrentHashMap.newKeySet();
    private volatile long user = NOBODY;
    private volatile @Nullable String locker;

    /** Names someone who has connections to the file that may be idle; {@code closeIdle} closes those, and can't throw. */
    public void add(Runnable closeIdle) {
        closers.add(closeIdle);
    }

    /** Ends {@link #add}. */
    public void remove(Runnable closeIdle) {
        closers.remove(closeIdle);
    }

    /** Closes all connections of this program to the file that nobody uses now. */
    public void closeIdle() {
        closers.forEach(Runnable::run);
    }

    /**
     * This connection has it now: until it is closed nobody sets the journal mode, or opens a connection in advance.
     *
     * @param newLocker who has it, if it locks all others out, as words such as {@code connection #3 on thread "import"}; or null
     */
    public void begin(long connectionId, @Nullable String newLocker) {
        user = connectionId;
        locker = newLocker;
    }

    /** The connection was closed. */
    public void end(long connectionId) {
        if (user == connectionId) {
            user = NOBODY;
            locker = null;
        }
    }

    /** Who locks all others out by {@code PRAGMA locking_mode=EXCLUSIVE}, in words; null if nobody does. */
    @Nullable
    public String lockedBy() {
        return locker;
    }

    /** Whether a connection has it. */
    public boolean isTaken() {
        return user != NOBODY;
    }
}
