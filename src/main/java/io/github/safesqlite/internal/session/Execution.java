// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One statement with its parameters, ready to be run on any physical connection, as often as it takes.
 *
 * @param keysWanted whether the caller asked for generated keys
 * @param countsRows whether its rows are only counted: the statement's limit is not for them
 */
record Execution(
        SessionStatement statement, SqlStatement sql, Parameters parameters, boolean keysWanted, boolean countsRows) {

    /** Runs on the session's own connection; rows stay open there. */
    Outcome on(Lease lease) throws SQLException {
        if (sql.kind() == StatementKind.DRIVER_COMMAND) {
            return driverCommand(lease.connection());
        }
        PhysicalConnection connection = lease.connection();
        if (sql.kind() == StatementKind.PRAGMA && sql.needsGate() && !sql.returnsRows()) {
            // PRAGMA incremental_vacuum frees one page with each step, and of a prepared one the driver makes one step.
            connection.execute(sql.sql());
            return Outcome.count(0);
        }
        PreparedStatement delegate = connection.borrow(sql);
        boolean open = false;
        boolean reusable = false;
        try {
            parameters.applyTo(delegate);
            if (!countsRows) {
                statement.settings().applyTo(delegate, isReadOut());
            }
            if (!mayReturnRows()) {
                Outcome outcome = counted(connection, delegate, keysWanted);
                reusable = true;
                return outcome;
            }
            if (!delegate.execute()) {
                reusable = true;
                return Outcome.count(0);
            }
            Cursor cursor = new Cursor(
                    statement.session(),
                    statement,
                    new DriverCursor(lease, delegate, delegate.getResultSet(), sql.hasReturning()));
            lease.cursorOpened(cursor);
            open = true;
            return Outcome.rows(cursor);
        } catch (SQLException e) {
            reusable = SqliteErrors.keepsStatement(e);
            throw e;
        } finally {
            if (!open) {
                connection.giveBack(delegate, reusable);
            }
        }
    }

    /** Runs a statement that returns no rows on a connection that another session may lead. */
    Outcome countedOn(PhysicalConnection connection) throws SQLException {
        PreparedStatement delegate = connection.borrow(sql);
        boolean reusable = false;
        try {
            parameters.applyTo(delegate);
            long rowIdBefore = sql.isInsert() ? connection.lastInsertRowId() : 0;
            // The connection is not kept: what it knows of the last insert must be read now.
            Outcome outcome = counted(connection, delegate, true);
            reusable = true;
            return outcome.generatedKeys().isEmpty() || hasSetRowId(connection, rowIdBefore)
                    ? outcome
                    : Outcome.count(outcome.updateCount());
        } catch (SQLException e) {
            reusable = SqliteErrors.keepsStatement(e);
            throw e;
        } finally {
            connection.giveBack(delegate, reusable);
        }
    }

    /** Whether all its rows are read before its caller gets them: see {@link Returning}. */
    private boolean isReadOut() {
        return sql.hasReturning() && !statement.session().inTransactionMode();
    }

    /** How many rows its caller gets at most; 0 for all, also if it only wants to know how many there are. */
    long maxRows() {
        return countsRows ? 0 : statement.settings().maxRows();
    }

    boolean mayReturnRows() {
        return sql.returnsRows() || sql.kind() == StatementKind.PRAGMA;
    }

    private Outcome counted(PhysicalConnection connection, PreparedStatement delegate, boolean withKey)
            throws SQLException {
        long changes = delegate.executeLargeUpdate();
        // SQLite keeps the count of the last INSERT, UPDATE or DELETE; after any other statement it is someone else's.
        long count = sql.kind() == StatementKind.WRITE && sql.changesRows() ? changes : 0;
        return withKey && sql.isInsert() && count > 0
                ? Outcome.count(count, connection.lastInsertRowId())
                : Outcome.count(count);
    }

    /**
     * Whether this INSERT, which has changed rows, was given a row id by SQLite. Another session may have had the connection
     * before, so the same row id as before may be a new one.
     */
    boolean hasSetRowId(PhysicalConnection connection, long before) throws SQLException {
        return connection.lastInsertRowId() != before || connection.setsRowId(sql);
    }

    /** The driver's own commands, {@code backup to} and {@code restore from}, exist for its plain statements only. */
    private Outcome driverCommand(PhysicalConnection connection) throws SQLException {
        try (Statement delegate = connection.delegate().createStatement()) {
            return Outcome.count(delegate.executeUpdate(sql.sql()));
        }
    }
}
