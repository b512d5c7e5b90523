// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection does, as seen by another thread without stopping it: each part is correct, but not all parts are of
 * the same instant. Immutable.
 *
 * @param connectionId the physical connection that it is bound to, or 0 if it holds none
 * @param executingSql what it runs, or waits to run, without values; null if it is idle
 * @param sinceLastUse the time since it last began to run something, or since it was opened
 * @param lastKinds the kinds of the last statements that it ran, such as {@code READ} or {@code WRITE}, newest first
 * @param transaction how far its transaction has come
 * @param openStatements statements that it has created and not closed
 * @param openResultSets result sets that it has opened and not closed
 */
public record SessionUse(
        long connectionId,
        @Nullable String executingSql,
        Duration sinceLastUse,
        List<String> lastKinds,
        TransactionState transaction,
        int openStatements,
        int openResultSets) {
    /** The state of a connection's transaction. */
    public enum TransactionState {
        /** None is open in SQLite. */
        NONE,
        /** It reads from a snapshot and does not hold the write gate. */
        READING,
        /** It holds the write gate. */
        WRITING,
        /** SQLite rolled it back on its own, and the caller has not called {@code rollback()} yet. */
        ABORTED
    }

    /** The use of a connection about which nothing is known. */
    public static final SessionUse UNKNOWN =
            new SessionUse(0, null, Duration.ZERO, List.of(), TransactionState.NONE, 0, 0);

    /** Copies {@code lastKinds}. */
    public SessionUse {
        lastKinds = List.copyOf(lastKinds);
    }

    /** Whether it runs something, or waits to run it. */
    public boolean isExecuting() {
        return executingSql != null;
    }
}
