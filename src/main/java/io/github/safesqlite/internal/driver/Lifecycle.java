// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;

/** Whether a connection may be used, and whether what ran on it was interrupted. Safe for use by multiple threads. */
final class Lifecycle {
    private enum State {
        OPEN,
        /** Is closed at its release. */
        DISCARDED,
        CLOSED
    }

    private final DB database;
    private volatile State state = State.OPEN;
    private volatile @Nullable String discardReason;
    private volatile boolean interrupted;

    Lifecycle(DB database) {
        this.database = database;
    }

    /** Marks the connection to be closed at its release; the first reason counts. */
    synchronized void discard(String reason) {
        if (discardReason == null) {
            discardReason = reason;
        }
        if (state == State.OPEN) {
            state = State.DISCARDED;
        }
    }

    /** Whether it is of no use to another session. */
    boolean isDiscarded() {
        return state != State.OPEN;
    }

    @Nullable
    String discardReason() {
        return discardReason;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether the caller is the one who closes it. */
    synchronized boolean beginClose() {
        boolean first = state != State.CLOSED;
        state = State.CLOSED;
        return first;
    }

    /** Interrupts what runs, unless the connection is closed: SQLite's handle must not be freed meanwhile. */
    synchronized void interrupt() throws SQLException {
        if (state != State.CLOSED) {
            interrupted = true;
            database.interrupt();
        }
    }

    /** Whether it was interrupted since {@link #interruptOver}. */
    boolean isInterrupted() {
        return interrupted;
    }

    synchronized void interruptOver() {
        interrupted = false;
    }
}
