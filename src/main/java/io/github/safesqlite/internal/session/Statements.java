// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Creates the statements of a session and tracks the open ones. Safe for use by multiple threads. */
public final class Statements {
    private final SessionParts parts;
    private final SessionCore session;
    private final Forgotten forgotten;
    private final Set<SessionStatement> open = Collections.newSetFromMap(new IdentityHashMap<>(4));

    Statements(SessionParts parts, Forgotten forgotten) {
        this.parts = parts;
        this.session = parts.core();
        this.forgotten = forgotten;
    }

    /** A statement that takes its SQL when it runs. */
    public SessionTextStatement create() throws SQLException {
        return registered(new SessionTextStatement(parts, open));
    }

    /**
     * A statement for this SQL. A text that is seen for the first time is compiled once, so that a mistake in it
     * surfaces here.
     *
     * @throws SQLException if SQLite rejects the text, or if it holds several statements
     */
    public SessionPreparedStatement prepare(String sql, boolean keysWanted) throws SQLException {
        session.end().check();
        SqlScript script = session.context().script(sql);
        if (script.statements().size() > 1) {
            throw new SQLException(
                    "prepareStatement: the SQL contains " + script.statements().size()
                            + " statements, of which only the first would run: "
                            + session.context().shown(sql)
                            + ". Prepare each, or run them with Statement.execute.");
        }
        SqlStatement statement = script.single();
        return registered(new SessionPreparedStatement(
                parts, open, statement, parts.compiler().prepare(statement), keysWanted));
    }

    private <T extends SessionStatement> T registered(T statement) throws SQLException {
        session.lock();
        try {
            session.end().check();
            open.add(statement);
            return statement;
        } finally {
            session.unlock();
        }
    }

    /** How many are open; seen a moment late by other threads. */
    int count() {
        return open.size();
    }

    /** Closes those that the caller has forgotten, and counts them. The session's lock is held. */
    void closeForgotten() throws SQLException {
        if (open.isEmpty()) {
            return;
        }
        int resultSets = 0;
        int count = open.size();
        if (session.context().tracesStatements()) {
            for (SessionStatement statement : open) {
                forgotten.statement(statement.lastSql(), statement.createdAt(), statement.openCursor());
            }
        }
        for (SessionStatement statement : open.toArray(new SessionStatement[0])) {
            resultSets += statement.closeForgotten();
        }
        open.clear();
        session.context().listeners().statementsForgotten(session.id(), count, resultSets);
    }
}
