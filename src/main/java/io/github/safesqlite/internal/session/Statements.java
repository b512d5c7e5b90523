// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** The statements of a session: makes them, and knows those that are open. Safe for use by multiple threads. */
public final class Statements {
    private final Session session;
    private final Set<SessionStatement> open = Collections.newSetFromMap(new IdentityHashMap<>(4));

    Statements(Session session) {
        this.session = session;
    }

    /** A statement that takes its SQL when it runs. */
    public SessionStatement create() throws SQLException {
        return registered(SessionStatement.plain(session));
    }

    /**
     * A statement for this SQL. A text that is seen for the first time is compiled once, so that a mistake in it
     * surfaces here.
     *
     * @throws SQLException if SQLite rejects the text, or if it holds several statements
     */
    public SessionStatement prepare(String sql, boolean keysWanted) throws SQLException {
        session.checkOpen();
        SqlScript script = session.context().script(sql);
        if (script.statements().size() > 1) {
            throw new SQLException(
                    "prepareStatement: the SQL contains " + script.statements().size()
                            + " statements, of which only the first would run: "
                            + session.context().shown(sql)
                            + ". Prepare each, or run them with Statement.execute.");
        }
        SqlStatement statement = script.single();
        return registered(SessionStatement.prepared(session, statement, parameterCount(statement), keysWanted));
    }

    private int parameterCount(SqlStatement sql) throws SQLException {
        Integer known = session.context().parameterCounts().of(sql.sql());
        if (known != null) {
            return known;
        }
        // Compiling a PRAGMA may apply it (sqlite.org/pragma.html), and SQLite does not know the driver's own commands.
        if (sql.kind() == StatementKind.PRAGMA || sql.kind() == StatementKind.DRIVER_COMMAND) {
            return 0;
        }
        int count = compiled(sql, delegate -> delegate.getParameterMetaData().getParameterCount());
        session.context().parameterCounts().remember(sql.sql(), count);
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

    <T> T compiled(SqlStatement sql, SessionStatement.Description<T> description) throws SQLException {
        return compiled(sql, (connection, delegate) -> description.of(delegate));
    }

    /** A look at a driver statement and its connection. */
    @FunctionalInterface
    interface ConnectedDescription<T> {
        T of(PhysicalConnection connection, PreparedStatement delegate) throws SQLException;
    }

    <T> T compiled(SqlStatement sql, ConnectedDescription<T> description) throws SQLException {
        return session.calls().run(null, sql.sql(), call -> {
            Lease lease = session.binding().forMoment(session.context().connectionDeadline());
            PhysicalConnection connection = lease.connection();
            try {
                SessionChange change =
                        sql.kind() == StatementKind.PRAGMA ? SessionChange.before(session, sql, lease) : null;
                // A used one would do, but the driver forgets the columns of a statement with its result set.
                connection.forget(sql);
                PreparedStatement delegate = connection.borrow(sql);
                try {
                    return description.of(connection, delegate);
                } finally {
                    connection.giveBack(delegate, true);
                    if (change != null) {
                        change.after();
                    }
                }
            } finally {
                session.binding().release();
            }
        });
    }

    private SessionStatement registered(SessionStatement statement) throws SQLException {
        session.lock();
        try {
            session.checkOpen();
            open.add(statement);
            return statement;
        } finally {
            session.unlock();
        }
    }

    void closed(SessionStatement statement) {
        open.remove(statement);
    }

    /** How many are open; seen a moment late by other threads. */
    int count() {
        return open.size();
    }

    /** Closes those that the caller has forgotten, and counts them. The session's lock is held. */
    void closeForgotten() throws SQLException {
        int resultSets = 0;
        int count = open.size();
        session.forgotten().statements(open);
        for (SessionStatement statement : open.toArray(new SessionStatement[0])) {
            resultSets += statement.closeForgotten();
        }
        open.clear();
        if (count > 0) {
            session.context().listeners().statementsForgotten(session.id(), count, resultSets);
        }
    }
}
