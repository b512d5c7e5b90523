// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.CommitMode;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.transaction.Transaction;
import io.github.safesqlite.internal.transaction.TransactionControl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a connection, and the transactions that run with them. The auto-commit flag is our own: setting it sends
 * nothing to SQLite. Safe for use by multiple threads.
 */
public final class SessionSettings {
    private final SessionCore session;
    private final Transaction transaction;
    private final TransactionControl control;
    private volatile int isolation = Connection.TRANSACTION_SERIALIZABLE;
    private int lastSavepoint;

    SessionSettings(SessionParts parts) {
        this.session = parts.core();
        this.transaction = parts.transaction();
        this.control = parts.control();
    }

    /** Whether each statement is its own transaction. */
    public boolean isAutoCommit() {
        return session.commitMode() == CommitMode.AUTOCOMMIT;
    }

    /** Sets the autocommit mode; turning it on commits an open transaction. */
    public void setAutoCommit(boolean wanted) throws SQLException {
        session.calls().run(null, null, call -> {
            if (wanted != isAutoCommit()) {
                if (wanted) {
                    transaction.commit(call);
                }
                session.setCommitMode(wanted ? CommitMode.AUTOCOMMIT : CommitMode.MANUAL);
            }
            return true;
        });
    }

    /** Commits the open transaction, if a statement has begun one. */
    public void commit() throws SQLException {
        session.calls().run(null, "COMMIT", call -> {
            requireTransaction("commit");
            transaction.commit(call);
            session.setCommitMode(CommitMode.MANUAL);
            return true;
        });
    }

    /** Rolls the open transaction back, if a statement has begun one. */
    public void rollback() throws SQLException {
        session.calls().run(null, "ROLLBACK", call -> {
            requireTransaction("rollback");
            transaction.rollback();
            session.setCommitMode(CommitMode.MANUAL);
            return true;
        });
    }

    private void requireManualCommit(String wanted) throws SQLException {
        if (isAutoCommit()) {
            throw new SQLException(wanted + ": the connection is in auto-commit mode, call setAutoCommit(false) first");
        }
    }

    private void requireTransaction(String wanted) throws SQLException {
        requireManualCommit(wanted);
        if (session.commitMode() == CommitMode.MANUAL_ENDED_BY_SQL && !transaction.isOpen()) {
            throw SqliteErrors.error("cannot " + wanted + " - no transaction is active");
        }
    }

    /**
     * Opens a savepoint; without a name it gets a number. In autocommit mode it begins a transaction and leaves that mode,
     * as the driver does.
     */
    public Savepoint setSavepoint(@Nullable String name) throws SQLException {
        return session.calls().run(null, "SAVEPOINT", call -> {
            SessionSavepoint savepoint = new SessionSavepoint(session, ++lastSavepoint, name);
            control.savepoint(savepoint.sqlName(), call);
            if (isAutoCommit()) {
                session.setCommitMode(CommitMode.MANUAL_ENDED_BY_SQL);
            }
            return savepoint;
        });
    }

    /** Undoes all since the savepoint, which stays. */
    public void rollback(Savepoint savepoint) throws SQLException {
        session.calls().run(null, "ROLLBACK TO", call -> {
            requireManualCommit("rollback to a savepoint");
            control.rollbackTo(own(savepoint).sqlName());
            return true;
        });
    }

    /** Forgets the savepoint. */
    public void release(Savepoint savepoint) throws SQLException {
        session.calls().run(null, "RELEASE", call -> {
            requireManualCommit("release a savepoint");
            control.release(own(savepoint).sqlName(), call);
            return true;
        });
    }

    private SessionSavepoint own(Savepoint savepoint) throws SQLException {
        if (savepoint instanceof SessionSavepoint own && own.isOf(session)) {
            return own;
        }
        throw new SQLException("the savepoint comes from another connection");
    }

    /** Whether writes are refused. */
    public boolean isReadOnly() {
        return session.isReadOnly();
    }

    /** Makes the session refuse writes and take no write lock, or admit them again; between transactions only. */
    public void setReadOnly(boolean wanted) throws SQLException {
        session.calls().run(null, null, call -> {
            if (wanted != isReadOnly() && transaction.isOpen()) {
                throw new SQLException(
                        "setReadOnly: not allowed within a transaction; commit or roll back first",
                        SqlState.ACTIVE_TRANSACTION);
            }
            session.setReadOnly(wanted);
            return true;
        });
    }

    /** The isolation level as it was set; what SQLite gives is always serializable. */
    public int isolation() {
        return isolation;
    }

    /** Takes any level of JDBC: "A driver may substitute a more restrictive level", which SQLite's one is. */
    public void setIsolation(int level) throws SQLException {
        session.end().check();
        switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED,
                    Connection.TRANSACTION_READ_COMMITTED,
                    Connection.TRANSACTION_REPEATABLE_READ,
                    Connection.TRANSACTION_SERIALIZABLE -> isolation = level;
            default ->
                throw new SQLException("setTransactionIsolation: unknown level " + level
                        + "; use a constant of java.sql.Connection other than TRANSACTION_NONE");
        }
    }

    /** Accepts the one holdability that the driver has. */
    public void setHoldability(int holdability) throws SQLException {
        session.end().check();
        if (holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            throw new SQLException("setHoldability: SQLite only supports CLOSE_CURSORS_AT_COMMIT");
        }
    }

    /** Bounds every call in milliseconds; one that takes longer closes the connection. 0 for no bound. */
    public void setNetworkTimeoutMillis(int millis) throws SQLException {
        session.end().check();
        if (millis < 0) {
            throw new SQLException("setNetworkTimeout: must be 0 (none) or more milliseconds, was " + millis);
        }
        session.calls().setNetworkTimeoutMillis(millis);
    }

    /** The bound of every call in milliseconds; 0 for none. */
    public int networkTimeoutMillis() {
        return session.calls().networkTimeoutMillis();
    }
}
