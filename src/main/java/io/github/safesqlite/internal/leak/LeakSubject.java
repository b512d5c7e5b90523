// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.SessionUse;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The session behind a checked-out connection. The tracker holds it strongly while it is open, so it must not refer to the
 * handle; statements and result sets must, since who holds one of them still uses the connection. All methods are called by the
 * watching thread.
 */
public interface LeakSubject {
    /** The number by which messages and events name the session. */
    long sessionId();

    /** The SQL that runs, or waits to run, at this moment; null if the session is idle. */
    @Nullable
    String executingSql();

    /** The oldest of its open reads, or null if none is open. */
    default @Nullable OpenRead openRead() {
        return null;
    }

    /** What it does, for reports; callable by any thread. */
    default SessionUse use() {
        return SessionUse.UNKNOWN;
    }

    /** A number that changes while rows are read or statements run. */
    default int uses() {
        return 0;
    }

    /**
     * Ends an open read of a session that is not at work; the user's next call on it gets {@code reason}. Whether it did:
     * a transaction that writes is left alone.
     */
    default boolean endRead(OpenRead read, SQLException reason) {
        return false;
    }

    /**
     * Ends the session if it is still idle and {@link #uses} still gives {@code usesSeen}; whether it did. Its user's next
     * call gets an exception that says why: idle for {@code idle}.
     */
    default boolean reclaimIdle(int usesSeen, Duration idle) {
        return false;
    }

    /** Ends the session from another thread: what it runs is interrupted, its user's next call fails. */
    default void abort() {
        reclaim();
    }

    /**
     * Ends a session that holds a connection, since its DataSource is closed: as {@link #abort}, but without a wait for what
     * runs. Callable by any thread.
     */
    default void dataSourceClosed() {
        abort();
    }

    /** Rolls back and frees the write gate and the physical connection. Called at most once, after the handle was collected. */
    void reclaim();
}
