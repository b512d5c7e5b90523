// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.CompiledStatement;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;

/** Compiles statements of a session without running them. Called with the session's lock held, or takes it. */
public final class StatementCompiler {
    private final SessionCore session;

    public StatementCompiler(SessionCore session) {
        this.session = session;
    }

    /**
     * Prepares a statement of the caller: how many parameters it has. With the driver's connection in hands the caller may have
     * given it functions since the text was compiled last, and SQLite looks these up when it compiles a text.
     */
    public int prepare(SqlStatement sql) throws SQLException {
        Lease lease = session.binding().current();
        return lease != null && lease.isKeptFor(KeepReason.RAW_HANDLE) ? compile(sql) : parameterCount(sql);
    }

    /** How many parameters it has; a text that is seen for the first time is compiled for that. */
    public int parameterCount(SqlStatement sql) throws SQLException {
        return sql.isCompiled() ? sql.parameterCount() : compile(sql);
    }

    private int compile(SqlStatement sql) throws SQLException {
        // Compiling a PRAGMA may apply it (sqlite.org/pragma.html), and SQLite does not know the driver's own commands.
        if (sql.kind() == StatementKind.PRAGMA || sql.kind() == StatementKind.DRIVER_COMMAND) {
            return 0;
        }
        int count = CompiledStatement.look(
                session,
                sql,
                (connection, delegate) -> delegate.getParameterMetaData().getParameterCount());
        sql.compiled(count);
        return count;
    }

    /**
     * Makes sure that SQLite takes a text.
     *
     * @throws SQLException if it rejects it
     */
    void requireCompiles(SqlStatement sql) throws SQLException {
        parameterCount(sql);
    }

    /** Takes a look at the driver's statement for a text. */
    public <T> T look(SqlStatement sql, CompiledStatement.Look<T> look) throws SQLException {
        return sql.kind() == StatementKind.PRAGMA
                ? lookAtPragma(sql, look)
                : CompiledStatement.look(session, sql, look);
    }

    private <T> T lookAtPragma(SqlStatement sql, CompiledStatement.Look<T> look) throws SQLException {
        return session.calls().run(null, sql.sql(), call -> {
            Lease lease = session.binding().forMoment(session.context().connectionDeadline());
            try {
                SessionChange change = SessionChange.before(session, sql, lease);
                try {
                    return CompiledStatement.look(lease.connection(), sql, look);
                } finally {
                    change.after();
                }
            } finally {
                session.binding().release();
            }
        });
    }
}
