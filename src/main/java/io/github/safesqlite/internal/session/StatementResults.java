// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.execution.BatchOutcomes;
import io.github.safesqlite.internal.execution.Outcome;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of a statement's last execution: one is current, the others wait for {@code getMoreResults}. */
final class StatementResults {
    private final Deque<Outcome> waiting = new ArrayDeque<>(0);
    private final List<Cursor> kept = new ArrayList<>(0);
    private Outcome current = Outcome.count(Outcome.NO_COUNT);
    private List<Long> generatedKeys = List.of();

    void replaceBy(List<Outcome> outcomes) {
        waiting.clear();
        if (outcomes.size() == 1) {
            current = outcomes.get(0);
            if (!current.generatedKeys().isEmpty()) {
                generatedKeys = current.generatedKeys();
            }
            return;
        }
        waiting.addAll(outcomes);
        for (Outcome outcome : outcomes) {
            generatedKeys = outcome.generatedKeys().isEmpty() ? generatedKeys : outcome.generatedKeys();
        }
        current = waiting.isEmpty() ? Outcome.count(Outcome.NO_COUNT) : waiting.remove();
    }

    /** An execution that failed has no results; those of its statements that ran before are closed. */
    void failed(List<Outcome> before, Exception failure) {
        replaceBy(before);
        try {
            close();
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /** Takes the last key that was generated, unless all keys of a batch are there. */
    void generated(long key) {
        if (generatedKeys.size() < 2) {
            generatedKeys = List.of(key);
        }
    }

    void replaceByCount(long count) {
        waiting.clear();
        current = Outcome.count(count);
    }

    void replaceByBatch(BatchOutcomes outcomes) {
        waiting.clear();
        current = Outcome.count(Outcome.NO_COUNT);
        generatedKeys = outcomes.generatedKeys();
    }

    @Nullable
    Cursor cursor() {
        return current.cursor();
    }

    long updateCount() {
        return current.updateCount();
    }

    List<Long> generatedKeys() {
        return generatedKeys;
    }

    /** Moves on to the next result; whether it is a result set. */
    boolean next(int whatOfTheCurrent) throws SQLException {
        switch (whatOfTheCurrent) {
            case Statement.CLOSE_CURRENT_RESULT -> closeCurrent();
            case Statement.KEEP_CURRENT_RESULT -> keepCurrent();
            case Statement.CLOSE_ALL_RESULTS -> {
                closeCurrent();
                closeKept();
            }
            default -> throw new SQLException("getMoreResults: unknown mode " + whatOfTheCurrent);
        }
        current = waiting.isEmpty() ? Outcome.count(Outcome.NO_COUNT) : waiting.remove();
        return current.cursor() != null;
    }

    /** Closes every result set; how many were still open. */
    int close() throws SQLException {
        int open = closeCurrent() + closeKept();
        for (Outcome outcome : waiting) {
            open += close(outcome.cursor());
        }
        waiting.clear();
        current = Outcome.count(Outcome.NO_COUNT);
        generatedKeys = List.of();
        return open;
    }

    boolean hasOpenCursor() {
        return isOpen(current.cursor()) || waiting.stream().anyMatch(outcome -> isOpen(outcome.cursor()));
    }

    /** One of the open result sets, or null. */
    @Nullable
    Cursor openCursor() {
        List<Cursor> candidates = new ArrayList<>(kept);
        candidates.add(0, current.cursor());
        waiting.forEach(outcome -> candidates.add(outcome.cursor()));
        return candidates.stream().filter(StatementResults::isOpen).findFirst().orElse(null);
    }

    private void keepCurrent() {
        if (current.cursor() != null) {
            kept.add(current.cursor());
        }
    }

    private int closeCurrent() throws SQLException {
        return close(current.cursor());
    }

    private int closeKept() throws SQLException {
        int open = 0;
        for (Cursor cursor : kept) {
            open += close(cursor);
        }
        kept.clear();
        return open;
    }

    private static int close(@Nullable Cursor cursor) throws SQLException {
        if (cursor == null || cursor.isClosed()) {
            return 0;
        }
        cursor.close();
        return 1;
    }

    private static boolean isOpen(@Nullable Cursor cursor) {
        return cursor != null && !cursor.isClosed();
    }
}
