// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.error.TransactionAbortedException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the writes of a batch inside a transaction, those with the same text on one compiled statement, and notes what each came
 * to. Used by one thread.
 */
final class BatchRuns {
    private final Connection connection;
    private final Outcomes outcomes;
    private final boolean together;

    /** @param together whether writes of the same text are run as a JDBC batch, which can not tell what follows a failure */
    BatchRuns(Connection connection, Outcomes outcomes, boolean together) {
        this.connection = connection;
        this.outcomes = outcomes;
        this.together = together;
    }

    /** What ended a transaction. */
    static Throwable reason(TransactionAbortedException aborted) {
        Throwable cause = aborted.getCause();
        return cause == null ? aborted : cause;
    }

    void run(List<Write<?>> batch) throws Undone {
        int start = 0;
        while (start < batch.size()) {
            if (batch.get(start) instanceof StatementWrite first) {
                int end = endOfRun(batch, start, first.text());
                run(batch.subList(start, end), first.text());
                start = end;
            } else {
                runUnit((UnitWrite<?>) batch.get(start));
                start++;
            }
        }
    }

    private static int endOfRun(List<Write<?>> batch, int start, StatementText text) {
        int end = start + 1;
        while (end < batch.size()
                && batch.get(end) instanceof StatementWrite next
                && next.text().equals(text)) {
            end++;
        }
        return end;
    }

    private void run(List<Write<?>> writes, StatementText text) throws Undone {
        try (PreparedStatement statement = connection.prepareStatement(text.sql(), Statement.RETURN_GENERATED_KEYS)) {
            int parameters = statement.getParameterMetaData().getParameterCount();
            if (together && writes.size() > 1 && !text.givesRows()) {
                runAsBatch(writes, statement, parameters);
            } else {
                for (Write<?> write : writes) {
                    runAlone((StatementWrite) write, statement, parameters);
                }
            }
        } catch (TransactionAbortedException aborted) {
            throw new Undone(true, reason(aborted));
        } catch (SQLException refused) {
            // It does not compile. What of the run has its outcome already keeps it.
            writes.stream()
                    .filter(write -> !outcomes.hasDecided(write))
                    .forEach(write -> outcomes.failed(write, refused));
        }
    }

    private void runAsBatch(List<Write<?>> writes, PreparedStatement statement, int parameters)
            throws SQLException, Undone {
        for (Write<?> write : writes) {
            try {
                ((StatementWrite) write).bind(statement, parameters);
                statement.addBatch();
            } catch (Throwable refused) {
                throw new Undone(true, refused);
            }
        }
        long[] counts;
        try {
            counts = statement.executeLargeBatch();
        } catch (TransactionAbortedException aborted) {
            throw aborted;
        } catch (BatchUpdateException | RuntimeException failure) {
            throw new Undone(true, failure);
        }
        noteResults(writes, counts, statement);
    }

    private void noteResults(List<Write<?>> writes, long[] counts, PreparedStatement statement) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            for (int i = 0; i < counts.length; i++) {
                // A row that was not inserted has no key.
                OptionalLong key =
                        counts[i] > 0 && keys.next() ? OptionalLong.of(keys.getLong(1)) : OptionalLong.empty();
                outcomes.succeeded((StatementWrite) writes.get(i), new WriteResult(counts[i], key, List.of()));
            }
        }
    }

    private void runAlone(StatementWrite write, PreparedStatement statement, int parameters)
            throws TransactionAbortedException {
        try {
            write.bind(statement, parameters);
        } catch (Throwable refused) {
            // Also an Error: it comes from the application's binder.
            outcomes.failed(write, refused);
            return;
        }
        try {
            outcomes.succeeded(write, write.text().givesRows() ? withRows(statement) : counted(statement));
        } catch (TransactionAbortedException aborted) {
            throw aborted;
        } catch (SQLException | RuntimeException refused) {
            outcomes.failed(write, refused);
        }
    }

    private static WriteResult counted(PreparedStatement statement) throws SQLException {
        long count = statement.executeLargeUpdate();
        return new WriteResult(count, key(statement, count), List.of());
    }

    private static WriteResult withRows(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<Map<String, @Nullable Object>> read = ResultRows.read(rows);
            return new WriteResult(read.size(), key(statement, read.size()), read);
        }
    }

    private static OptionalLong key(PreparedStatement statement, long count) throws SQLException {
        if (count == 0) {
            return OptionalLong.empty();
        }
        try (ResultSet keys = statement.getGeneratedKeys()) {
            return keys.next() ? OptionalLong.of(keys.getLong(1)) : OptionalLong.empty();
        }
    }

    private <T extends @Nullable Object> void runUnit(UnitWrite<T> write) throws Undone {
        try (Statement control = connection.createStatement()) {
            control.execute("SAVEPOINT safesqlite_unit");
            @Nullable T value;
            try {
                value = UnitConnection.use(connection, write.unit()::run);
            } catch (Throwable failure) {
                rollBack(control);
                outcomes.failed(write, failure);
                return;
            }
            control.execute("RELEASE safesqlite_unit");
            outcomes.succeeded(write, value);
        } catch (TransactionAbortedException aborted) {
            throw new Undone(true, reason(aborted));
        } catch (SQLException broken) {
            // The savepoint is not there: the unit has ended the transaction, nobody knows how.
            throw new Undone(false, broken);
        }
    }

    private static void rollBack(Statement control) throws SQLException {
        control.execute("ROLLBACK TO safesqlite_unit");
        control.execute("RELEASE safesqlite_unit");
    }
}
