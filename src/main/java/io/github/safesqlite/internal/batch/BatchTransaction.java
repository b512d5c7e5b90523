// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes a batch in one transaction and settles each of its writes once.
 *
 * <p>What fails alone is undone alone. If the transaction as a whole can not be committed, and it is certain that nothing of it
 * was, it is written again with more care: each statement by itself, then each write in a transaction of its own. What may have
 * been committed is never written again. Used by one thread at a time.
 */
public final class BatchTransaction implements BatchTarget {
    private final Connections connections;
    private final String writer;

    /** Where its connections come from. */
    @FunctionalInterface
    public interface Connections {
        /** Opens one. */
        Connection open() throws SQLException;
    }

    /** Writes through {@code connections}, in messages as {@code writer}. */
    public BatchTransaction(String writer, Connections connections) {
        this.writer = writer;
        this.connections = connections;
    }

    /** How carefully a batch is written. */
    private enum Care {
        /** Runs of the same text as JDBC batches, in one transaction. */
        TOGETHER,
        /** Each statement by itself, in one transaction. */
        SINGLY
    }

    @Override
    public void write(List<Write<?>> batch) {
        if (attempt(batch, Care.TOGETHER) || attempt(batch, Care.SINGLY)) {
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Write<?> alone = batch.get(i);
            Progress progress = run(List.of(alone), Care.SINGLY);
            if (progress.state == State.NOT_BEGUN) {
                // Who can not enter the gate for one can not for the others: each would wait for as long.
                failAll(batch.subList(i, batch.size()), progress);
                return;
            }
            if (progress.state == State.UNDONE) {
                alone.fail(progress.cause);
            } else {
                settle(List.of(alone), progress);
            }
        }
    }

    /** Whether all are settled; if not, nothing of it was written. */
    private boolean attempt(List<Write<?>> batch, Care care) {
        Progress progress = run(batch, care);
        if (progress.state == State.UNDONE) {
            return false;
        }
        settle(batch, progress);
        return true;
    }

    private void settle(List<Write<?>> batch, Progress progress) {
        if (progress.state == State.COMMITTED) {
            progress.outcomes.settle();
        } else {
            failAll(batch, progress);
        }
    }

    private void failAll(List<Write<?>> writes, Progress progress) {
        for (Write<?> write : writes) {
            write.fail(failure(writes.size(), progress));
        }
    }

    private BatchWriterException failure(int writes, Progress progress) {
        String said = progress.cause.getMessage();
        return progress.state == State.IN_DOUBT
                ? new BatchWriterException(
                        Reason.IN_DOUBT,
                        writer + ": a batch of " + writes
                                + " may or may not have been committed, so it is not sent again: " + said,
                        progress.cause)
                : new BatchWriterException(
                        Reason.ROLLED_BACK,
                        writer + ": a batch of " + writes + " was not written: " + said,
                        progress.cause);
    }

    /** How far a transaction came. */
    private enum State {
        BEGUN,
        NOT_BEGUN,
        /** It was rolled back before it could be committed, because of one of its writes. */
        UNDONE,
        /** It was rolled back before it could be committed, for a reason that has nothing to do with its writes. */
        BROKEN,
        /** Nobody knows whether it was committed. */
        IN_DOUBT,
        COMMITTED
    }

    private static final class Progress {
        private final Outcomes outcomes = new Outcomes();
        private State state = State.NOT_BEGUN;
        private Throwable cause = new SQLException("not begun");

        void failed(State newState, Throwable newCause) {
            state = newState;
            cause = newCause;
        }
    }

    private Progress run(List<Write<?>> batch, Care care) {
        Progress progress = new Progress();
        try (Connection connection = connections.open();
                Statement control = connection.createStatement()) {
            control.execute("BEGIN IMMEDIATE");
            progress.state = State.BEGUN;
            run(batch, care, connection, progress);
            if (progress.state == State.BEGUN) {
                commit(control, progress);
            }
            if (progress.state != State.COMMITTED) {
                rollBack(control);
            }
        } catch (Throwable failure) {
            if (progress.state == State.BEGUN) {
                progress.failed(State.BROKEN, failure);
            } else if (progress.state == State.NOT_BEGUN) {
                progress.cause = failure;
            }
            // After a commit, or its failure, it is decided already.
        }
        return progress;
    }

    private static void run(List<Write<?>> batch, Care care, Connection connection, Progress progress) {
        try {
            new BatchRuns(connection, progress.outcomes, care == Care.TOGETHER).run(batch);
        } catch (Undone undone) {
            progress.failed(undone.isCertain() ? State.UNDONE : State.IN_DOUBT, undone.getCause());
        }
    }

    private static void commit(Statement control, Progress progress) {
        try {
            control.execute("COMMIT");
            progress.state = State.COMMITTED;
        } catch (Throwable failure) {
            if (failure instanceof TransactionAbortedException aborted) {
                progress.failed(State.UNDONE, BatchRuns.reason(aborted));
            } else {
                // Of a deferred constraint that does not hold SQLite says so before it writes anything.
                progress.failed(SqliteErrors.isConstraint(failure) ? State.UNDONE : State.IN_DOUBT, failure);
            }
        }
    }

    private static void rollBack(Statement control) {
        try {
            control.execute("ROLLBACK");
        } catch (SQLException over) {
            // It is over, or will be when the connection is closed.
        }
    }
}
