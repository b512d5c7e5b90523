// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/** Why a session is in a leak report. */
public enum LeakKind {
    /** Open for longer than the leak threshold and running nothing: most likely forgotten. */
    HELD_IDLE,
    /** Open for longer than the leak threshold, but a statement runs now: slow, not forgotten. */
    EXECUTING,
    /** The thread that opened the session has ended without closing it. */
    OWNER_DEAD,
    /** Nothing refers to the session any more: it cannot be closed by the application. */
    UNREACHABLE,
    /** A reader that keeps the write-ahead log from being reset, so that the {@code -wal} file grows. */
    PINS_WAL,
    /** A statement was still open when its session was closed, and was closed then. */
    STATEMENT_OPEN,
    /** A result set was still open when its session was closed, and was closed then. */
    RESULT_SET_OPEN,
    /** A transaction had written when its session was closed, and was rolled back then. */
    TRANSACTION_OPEN;

    /** Whether the session itself is still open, so that its return can be told later. */
    public boolean isOfOpenSession() {
        return switch (this) {
            case HELD_IDLE, EXECUTING, OWNER_DEAD, UNREACHABLE, PINS_WAL -> true;
            case STATEMENT_OPEN, RESULT_SET_OPEN, TRANSACTION_OPEN -> false;
        };
    }
}
