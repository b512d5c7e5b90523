// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.Calls;
import io.github.safesqlite.internal.binding.CreationStack;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.binding.StatementSettings;
import io.github.safesqlite.internal.execution.Batch;
import io.github.safesqlite.internal.execution.BatchEntries;
import io.github.safesqlite.internal.execution.BatchOutcomes;
import io.github.safesqlite.internal.execution.Execution;
import io.github.safesqlite.internal.execution.Outcome;
import io.github.safesqlite.internal.readout.ReadOut;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as its caller sees it: settings, batch and results. It takes a connection and a driver statement only while it
 * runs, so it outlives both. One thread at a time, except for {@link #cancel}.
 */
public abstract class SessionStatement implements Caller {
    private final SessionParts parts;
    private final SessionCore session;
    private final Collection<SessionStatement> open;
    private final StatementSettings settings = new StatementSettings();
    private final StatementResults results = new StatementResults();
    private final BatchEntries batch;
    private volatile boolean closed;
    private boolean closeOnCompletion;
    private final @Nullable Throwable createdAt;
    private @Nullable String lastSql;

    /** @param open those of the session that are open; this one leaves them when it is closed */
    SessionStatement(SessionParts parts, Collection<SessionStatement> open, @Nullable String sql) {
        this.parts = parts;
        this.session = parts.core();
        this.open = open;
        this.batch = new BatchEntries(session);
        this.createdAt =
                session.context().tracesStatements() ? new CreationStack("the statement was created here") : null;
        this.lastSql = sql;
    }

    /**
     * The same statement, to run SQL text with.
     *
     * @throws SQLException if it already has its SQL
     */
    public abstract SessionTextStatement text() throws SQLException;

    SessionParts parts() {
        return parts;
    }

    SessionCore session() {
        return session;
    }

    StatementResults results() {
        return results;
    }

    BatchEntries batch() {
        return batch;
    }

    @Override
    public StatementSettings settings() {
        return settings;
    }

    /** Empties the batch. */
    public void clearBatch() throws SQLException {
        checkOpen();
        batch.take();
    }

    /** Runs the batch and empties it; the changed rows of each entry. */
    public long[] executeBatch() throws SQLException {
        checkOpen();
        Batch entries = batch.take();
        if (entries == null) {
            return new long[0];
        }
        return inCall(entries.get(0).sql().sql(), call -> {
            BatchOutcomes outcomes = parts.batches().run(entries, call);
            results.replaceByBatch(outcomes);
            return outcomes.counts();
        });
    }

    /** The current result set, or null if the current result is a count or there is none. */
    public @Nullable Cursor cursor() throws SQLException {
        checkOpen();
        return results.cursor();
    }

    /** The current count, or -1 if the current result is a result set or there is none. */
    public long updateCount() throws SQLException {
        checkOpen();
        return results.updateCount();
    }

    /** Moves on to the next result; whether it is a result set. */
    public boolean moreResults(int whatOfTheCurrent) throws SQLException {
        session.lock();
        try {
            checkOpen();
            return results.next(whatOfTheCurrent);
        } finally {
            session.unlock();
        }
    }

    /** A result set of the keys that the last execution generated; the last one only if they were not asked for. */
    public Cursor generatedKeys() throws SQLException {
        checkOpen();
        return session.calls().run(this, null, call -> {
            parts.noteRowId();
            return Cursor.inMemory(
                    session, ReadOut.ofKeys(results.generatedKeys()).resultSet());
        });
    }

    @Override
    public void generated(long key) {
        results.generated(key);
    }

    /** Ends what it is doing now: SQLite's work, or a wait. Callable from any thread. */
    public void cancel() throws SQLException {
        checkOpen();
        session.calls().cancel(this);
    }

    /** Closes it with its results. A second call does nothing. */
    public void close() throws SQLException {
        session.lock();
        try {
            if (!closed) {
                closed = true;
                open.remove(this);
                results.close();
            }
        } finally {
            session.unlock();
        }
    }

    /** Closes it because its session ends; how many of its result sets were still open. */
    int closeForgotten() throws SQLException {
        closed = true;
        return results.close();
    }

    /** The stack of its creation, if that is kept. */
    @Nullable
    Throwable createdAt() {
        return createdAt;
    }

    @Override
    public @Nullable String lastSql() {
        return lastSql;
    }

    /** One of its open result sets, if any. */
    @Nullable
    Cursor openCursor() {
        return results.openCursor();
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether it closes itself with its last result set. */
    public boolean isCloseOnCompletion() throws SQLException {
        checkOpen();
        return closeOnCompletion;
    }

    /** Makes it close itself with its last result set. */
    public void closeOnCompletion() throws SQLException {
        checkOpen();
        closeOnCompletion = true;
    }

    @Override
    public void cursorClosed() throws SQLException {
        if (closeOnCompletion && !closed && !results.hasOpenCursor()) {
            close();
        }
    }

    @Override
    public void checkOpen() throws SQLException {
        session.end().check();
        if (closed) {
            throw SessionClosedException.partClosed(session.context().poolName(), session.id(), "Statement");
        }
    }

    /** Runs what one call of its user stands for; the outcomes become its results. */
    final List<Outcome> run(List<Execution> executions) throws SQLException {
        lastSql = executions.get(0).sql().sql();
        return inCall(lastSql, call -> runAll(executions, call));
    }

    /** Notes what it runs, for those who ask. */
    final void runs(String sql) {
        lastSql = sql;
    }

    /** Begins an execution: what the statement gave before ends. */
    final <T> T inCall(String sql, Calls.Body<T> body) throws SQLException {
        return session.calls().run(this, sql, call -> {
            results.close();
            parts.counters().forget(this);
            return body.run(call);
        });
    }

    final List<Outcome> runAll(List<Execution> executions, RunningCall call) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(executions.size());
        try {
            for (Execution execution : executions) {
                outcomes.add(parts.runner().run(execution, call));
            }
        } catch (SQLException | RuntimeException failure) {
            results.failed(outcomes, failure);
            parts.counters().forget(this);
            throw failure;
        }
        results.replaceBy(outcomes);
        return outcomes;
    }

    final Cursor cursorOrFailure(Execution execution) throws SQLException {
        Cursor cursor = results.cursor();
        if (cursor == null) {
            throw execution.noRows(session.context());
        }
        return cursor;
    }
}
