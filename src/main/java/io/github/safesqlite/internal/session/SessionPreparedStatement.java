// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.execution.Execution;
import io.github.safesqlite.internal.execution.Outcome;
import io.github.safesqlite.internal.execution.ParameterSetter;
import io.github.safesqlite.internal.execution.Parameters;
import io.github.safesqlite.internal.execution.RowsWanted;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that was made for one SQL text, with parameters that are kept outside of the driver until it runs. */
public final class SessionPreparedStatement extends SessionStatement {
    private final SqlStatement sql;
    private final Parameters parameters;
    private final boolean keysWanted;

    SessionPreparedStatement(
            SessionParts parts,
            Collection<SessionStatement> open,
            SqlStatement sql,
            int parameterCount,
            boolean keysWanted) {
        super(parts, open, sql.sql());
        this.sql = sql;
        this.parameters = new Parameters(parameterCount);
        this.keysWanted = keysWanted;
    }

    @Override
    public boolean isPrepared() {
        return true;
    }

    @Override
    public SessionTextStatement text() throws SQLException {
        checkOpen();
        throw new SQLException("this PreparedStatement already has its SQL: use the execute method without SQL");
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
        return parts().compiler().look(sql, (connection, delegate) -> description.of(delegate));
    }

    /** A look at a driver statement. */
    @FunctionalInterface
    public interface Description<T> {
        /** Takes the look. */
        T of(PreparedStatement delegate) throws SQLException;
    }

    /** Runs the prepared SQL, which must give rows. */
    public Cursor executeQuery() throws SQLException {
        Execution execution = execution(RowsWanted.YES);
        execution.requireRows(session());
        run(List.of(execution));
        return cursorOrFailure(execution);
    }

    /** Runs the prepared SQL, which must not give rows; how many rows it changed. */
    public long executeUpdate() throws SQLException {
        Execution execution = execution(RowsWanted.MAYBE);
        if (execution.sql().returnsRows()) {
            throw new SQLException("executeUpdate: the statement returns rows, use executeQuery or execute: "
                    + session().context().shown(execution.sql().sql()));
        }
        Outcome outcome = run(List.of(execution)).get(0);
        return outcome.cursor() == null
                ? outcome.updateCount()
                : outcome.cursor().drain();
    }

    /** Runs the prepared SQL; whether it gave rows. */
    public boolean execute() throws SQLException {
        run(List.of(execution(RowsWanted.MAYBE)));
        return results().cursor() != null;
    }

    /** Adds the prepared SQL with its parameters as they are to the batch. */
    public void addBatch() throws SQLException {
        checkOpen();
        batch().add(new Execution(this, sql, parameters, keysWanted, RowsWanted.COUNTED));
    }

    private Execution execution(RowsWanted rowsWanted) throws SQLException {
        checkOpen();
        return new Execution(this, sql, parameters, keysWanted, rowsWanted);
    }
}
