// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection, or a statement, result set or transaction of one, that was not closed in time. Immutable.
 *
 * @param kind why it is reported
 * @param sessionId the connection
 * @param poolName its pool
 * @param threadName the thread that opened it
 * @param threadState the state of that thread
 * @param held time since it was opened
 * @param executingSql the SQL that it runs now, that the forgotten part ran last, or that began the read which pins the
 *     write-ahead log; without values, null if there is none
 * @param acquiredAt carries the stack of the place that opened it, or null if stacks are not captured
 * @param use what the connection does otherwise
 * @param stackNow where the thread that opened it is now; empty if it has ended or was not looked at
 */
public record LeakReport(
        Kind kind,
        long sessionId,
        String poolName,
        String threadName,
        Thread.State threadState,
        Duration held,
        @Nullable String executingSql,
        @Nullable Throwable acquiredAt,
        SessionUse use,
        List<StackTraceElement> stackNow) {
    /** Why a connection is in a leak report. */
    public enum Kind {
        /** Open for longer than the leak threshold and idle: most likely leaked. */
        HELD_IDLE,
        /** Open for longer than the leak threshold, but a statement is running: slow, not leaked. */
        EXECUTING,
        /** The thread that opened the connection has ended without closing it. */
        OWNER_DEAD,
        /** The connection is no longer reachable: the application cannot close it. */
        UNREACHABLE,
        /** A reader that keeps the write-ahead log from being reset, so that the {@code -wal} file grows. */
        PINS_WAL,
        /** A forgotten statement: it was still open when its connection was closed, and was closed with it. */
        STATEMENT_OPEN,
        /** A forgotten result set: it was still open when its connection was closed, and was closed with it. */
        RESULT_SET_OPEN,
        /** A transaction that had written was still open when its connection was closed, and was rolled back. */
        TRANSACTION_OPEN;

        /** Whether the connection itself is still open, so that its return can be reported later. */
        public boolean isOfOpenSession() {
            return switch (this) {
                case HELD_IDLE, EXECUTING, OWNER_DEAD, UNREACHABLE, PINS_WAL -> true;
                case STATEMENT_OPEN, RESULT_SET_OPEN, TRANSACTION_OPEN -> false;
            };
        }
    }

    /** Copies {@code stackNow}. */
    public LeakReport {
        stackNow = List.copyOf(stackNow);
    }

    /** Creates a report by a running thread that does not say what the connection does. */
    public LeakReport(
            Kind kind,
            long sessionId,
            String poolName,
            String threadName,
            Duration held,
            @Nullable String executingSql,
            @Nullable Throwable acquiredAt) {
        this(
                kind,
                sessionId,
                poolName,
                threadName,
                Thread.State.RUNNABLE,
                held,
                executingSql,
                acquiredAt,
                SessionUse.UNKNOWN,
                List.of());
    }
}
