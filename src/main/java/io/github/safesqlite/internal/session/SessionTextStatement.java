// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.execution.Execution;
import io.github.safesqlite.internal.execution.Outcome;
import io.github.safesqlite.internal.execution.Parameters;
import io.github.safesqlite.internal.execution.RowsWanted;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that takes its SQL when it runs. */
public final class SessionTextStatement extends SessionStatement {
    SessionTextStatement(SessionParts parts, Collection<SessionStatement> open) {
        super(parts, open, null);
    }

    @Override
    public boolean isPrepared() {
        return false;
    }

    @Override
    public SessionTextStatement text() {
        return this;
    }

    /** Runs SQL text, the first statement of which must give rows. */
    public Cursor executeQuery(String sql) throws SQLException {
        List<Execution> executions = executions(sql, false, RowsWanted.YES);
        executions.get(0).requireRows(session());
        run(executions);
        return cursorOrFailure(executions.get(0));
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
        String first = executions.get(0).sql().sql();
        runs(first);
        return inCall(first, call -> {
            long before = parts().totalChanges();
            for (Outcome outcome : runAll(executions, call)) {
                Cursor rows = outcome.cursor();
                if (rows != null) {
                    rows.drain();
                }
            }
            long changes = parts().totalChanges() - before;
            results().replaceByCount(changes);
            return changes;
        });
    }

    /** Runs SQL text, all its statements; whether the first gave rows. */
    public boolean execute(String sql, boolean keysWanted) throws SQLException {
        run(executions(sql, keysWanted, RowsWanted.MAYBE));
        return results().cursor() != null;
    }

    /** Adds SQL text to the batch. */
    public void addBatch(String sql) throws SQLException {
        SqlScript script = script(sql);
        session().context().requireStatement(script);
        batch().add(this, script.statements());
    }

    private SqlScript script(@Nullable String sql) throws SQLException {
        checkOpen();
        return session().context().scriptToRun(sql);
    }

    private List<Execution> executions(String sql, boolean keysWanted, RowsWanted rowsWanted) throws SQLException {
        SqlScript script = script(sql);
        session().context().requireStatement(script);
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
