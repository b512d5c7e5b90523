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
import io.github.safesqlite.internal.execution.ParameterSetter;
import io.github.safesqlite.internal.execution.Parameters;
import io.github.safesqlite.internal.execution.RowsWanted;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as its caller sees it: SQL, parameters, settings and results. It takes a connection and a driver
 * statement only while it runs, so it outlives both. One thread at a time, except for {@link #cancel}.
 */
public final class SessionStatement implements Caller {
    private final SessionParts parts;
    private final SessionCore session;
    private final Statements statements;
    private final @Nullable SqlStatement prepared;
    private final Parameters parameters;
    private final boolean keysWanted;
    private final StatementSettings settings = new StatementSettings();
    private final StatementResults results = new StatementResults();
    private final BatchEntries batch;
    private volatile boolean closed;
    private boolean closeOnCompletion;
    private final @Nullable Throwable createdAt;
    private @Nullable String lastSql;

    private SessionStatement(
            SessionParts parts,
            Statements statements,
            @Nullable SqlStatement prepared,
            Parameters parameters,
            boolean keysWanted) {
        this.parts = parts;
        this.session = parts.core();
        this.statements = statements;
        this.batch = new BatchEntries(session);
        this.prepared = prepared;
        this.parameters = parameters;
        this.keysWanted = keysWanted;
        this.createdAt =
                session.context().tracesStatements() ? new CreationStack("the statement was created here") : null;
        this.lastSql = prepared == null ? null : prepared.sql();
    }

    static SessionStatement plain(SessionParts parts, Statements statements) {
        return new SessionStatement(parts, statements, null, Parameters.NONE, false);
    }

    static SessionStatement prepared(
            SessionParts parts, Statements statements, SqlStatement sql, int parameterCount, boolean keysWanted) {
        return new SessionStatement(parts, statements, sql, new Parameters(parameterCount), keysWanted);
    }

    @Override
    public StatementSettings settings() {
        return settings;
    }

    /** Number of parameters of the prepared SQL. */
    public int parameterCount() {
        return parameters.count();
    }

    /**
     * Keeps a parameter value for the next executions.
     *
     * @param value a number, a text, bytes, a {@link ParameterSetter} or null; not changed until then
     */
    public void set(int index, @Nullable Object value) throws SQLException {
        checkOpen();
        parameters.set(index, value);
    }

    /** Forgets all parameter values. */
    public void clearParameters() throws SQLException {
        checkOpen();
        parameters.clear();
    }

    /** Looks at the driver's statement for the prepared SQL, without running it. */
    public <T> T describe(Description<T> description) throws SQLException {
        SqlStatement sql = preparedSql();
        return parts.compiler().look(sql, (connection, delegate) -> description.of(delegate));
    }

    /** A look at a driver statement. */
    @FunctionalInterface
    public interface Description<T> {
        /** Takes the look. */
        T of(PreparedStatement delegate) throws SQLException;
    }

    @Override
    public boolean isPrepared() {
        return prepared != null;
    }

    /** Runs the prepared SQL, which must give rows. */
    public Cursor executeQuery() throws SQLException {
        Execution execution = execution(RowsWanted.YES);
        execution.requireRows(session);
        run(List.of(execution));
        return cursorOrFailure(execution);
    }

    /** Runs SQL text, the first statement of which must give rows. */
    public Cursor executeQuery(String sql) throws SQLException {
        List<Execution> executions = executions(sql, false, RowsWanted.YES);
        executions.get(0).requireRows(session);
        run(executions);
        return cursorOrFailure(executions.get(0));
    }

    /** Runs the prepared SQL, which must not give rows; how many rows it changed. */
    public long executeUpdate() throws SQLException {
        Execution execution = execution(RowsWanted.MAYBE);
        if (execution.sql().returnsRows()) {
            throw new SQLException("executeUpdate: the statement returns rows, use executeQuery or execute: "
                    + session.context().shown(execution.sql().sql()));
        }
        Outcome outcome = run(List.of(execution)).get(0);
        return outcome.cursor() == null
                ? outcome.updateCount()
                : outcome.cursor().drain();
    }

    /**
     * Runs SQL text, all its statements; how many rows they changed. As on the driver those count too that triggers and foreign
     * keys change, and a text without a statement changes none.
     */
    public long executeUpdate(String sql, boolean keysWanted) throws SQLException {
        SqlScript script = script(sql);
        if (script.statements().isEmpty()) {
            return 0;
        }
        List<Execution> executions = executions(script, keysWanted, RowsWanted.COUNTED);
        lastSql = executions.get(0).sql().sql();
        return inCall(lastSql, call -> {
            long before = parts.totalChanges();
            for (Outcome outcome : runAll(executions, call)) {
                Cursor rows = outcome.cursor();
                if (rows != null) {
                    rows.drain();
                }
            }
            long changes = parts.totalChanges() - before;
            results.replaceByCount(changes);
            return changes;
        });
    }

    /** Runs the prepared SQL; whether it gave rows. */
    public boolean execute() throws SQLException {
        run(List.of(execution(RowsWanted.MAYBE)));
        return results.cursor() != null;
    }

    /** Runs SQL text, all its statements; whether the first gave rows. */
    public boolean execute(String sql, boolean keysWanted) throws SQLException {
        run(executions(sql, keysWanted, RowsWanted.MAYBE));
        return results.cursor() != null;
    }

    /** Adds the prepared SQL with its parameters as they are to the batch. */
    public void addBatch() throws SQLException {
        checkOpen();
        batch.add(new Execution(this, preparedSql(), parameters, keysWanted, RowsWanted.COUNTED));
    }

    /** Adds SQL text to the batch. */
    public void addBatch(String sql) throws SQLException {
        SqlScript script = script(sql);
        session.context().requireStatement(script);
        batch.add(this, script.statements());
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
                statements.closed(this);
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

    private List<Outcome> run(List<Execution> executions) throws SQLException {
        lastSql = executions.get(0).sql().sql();
        return inCall(lastSql, call -> runAll(executions, call));
    }

    /** Begins an execution: what the statement gave before ends. */
    private <T> T inCall(String sql, Calls.Body<T> body) throws SQLException {
        return session.calls().run(this, sql, call -> {
            results.close();
            parts.counters().forget(this);
            return body.run(call);
        });
    }

    private List<Outcome> runAll(List<Execution> executions, RunningCall call) throws SQLException {
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

    private Cursor cursorOrFailure(Execution execution) throws SQLException {
        Cursor cursor = results.cursor();
        if (cursor == null) {
            throw execution.noRows(session.context());
        }
        return cursor;
    }

    private Execution execution(RowsWanted rowsWanted) throws SQLException {
        checkOpen();
        return new Execution(this, preparedSql(), parameters, keysWanted, rowsWanted);
    }

    /** The prepared SQL. */
    public SqlStatement preparedSql() throws SQLException {
        if (prepared == null) {
            throw new SQLException("this Statement was not prepared: pass the SQL to the execute method");
        }
        return prepared;
    }

    private SqlScript script(@Nullable String sql) throws SQLException {
        checkOpen();
        if (prepared != null) {
            throw new SQLException("this PreparedStatement already has its SQL: use the execute method without SQL");
        }
        return session.context().classified(sql);
    }

    private List<Execution> executions(String sql, boolean keysWanted, RowsWanted rowsWanted) throws SQLException {
        SqlScript script = script(sql);
        session.context().requireStatement(script);
        return executions(script, keysWanted, rowsWanted);
    }

    private List<Execution> executions(SqlScript script, boolean keysWanted, RowsWanted rowsWanted) {
        List<Execution> executions = new ArrayList<>(1);
        for (SqlStatement statement : script.statements()) {
            // Only the rows of the first are asked for; those behind it run in any case.
            RowsWanted wanted = executions.isEmpty() || rowsWanted != RowsWanted.YES ? rowsWanted : RowsWanted.MAYBE;
            executions.add(new Execution(this, statement, Parameters.NONE, keysWanted, wanted));
        }
        return executions;
    }
}
