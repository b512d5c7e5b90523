// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.CompiledStatement;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.DriverCursor;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One statement with its parameters, ready to run on any physical connection, as often as needed.
 *
 * @param keysWanted whether the caller asked for generated keys
 */
public record Execution(
        Caller statement, SqlStatement sql, Parameters parameters, boolean keysWanted, RowsWanted rowsWanted) {

    Execution with(Parameters other) {
        return new Execution(statement, sql, other, keysWanted, rowsWanted);
    }

    /**
     * Runs on the session's own connection; rows stay open there.
     *
     * @param readOut whether all its rows are read before its caller gets them: see {@link Returning}
     */
    Outcome on(SessionCore session, Lease lease, boolean readOut) throws SQLException {
        if (sql.kind() == StatementKind.DRIVER_COMMAND) {
            return driverCommand(lease.connection());
        }
        PhysicalConnection connection = lease.connection();
        if (connection.sync().isShared() && sql.isSynchronous()) {
            return synchronous(session, connection);
        }
        if (sql.kind() == StatementKind.PRAGMA && sql.needsGate() && !sql.returnsRows()) {
            // PRAGMA incremental_vacuum frees one page with each step, and of a prepared one the driver makes one step.
            connection.execute(sql.sql());
            return Outcome.count(0);
        }
        if (isWithoutReturn(connection)) {
            return runOnce(connection, keysWanted);
        }
        CachedStatement lent = connection.statements().borrow(sql, statement.isPrepared());
        boolean open = false;
        boolean reusable = false;
        try {
            if (!mayReturnRows() && !hasColumns(session.context(), lent)) {
                Outcome outcome = counted(connection, lent, keysWanted);
                reusable = true;
                return outcome;
            }
            if (rowsWanted != RowsWanted.COUNTED && statement.settings().areSet()) {
                statement.settings().applyTo(lent.driver(), readOut);
            }
            ResultSet rows = connection.statements().query(lent, values(lent));
            if (rows == null) {
                reusable = true;
                return Outcome.count(0);
            }
            Cursor cursor = new Cursor(session, statement, new DriverCursor(lease, lent, rows, sql));
            lease.cursorOpened(cursor);
            open = true;
            return Outcome.rows(cursor);
        } catch (SQLException e) {
            reusable = SqliteErrors.keepsStatement(e);
            throw e;
        } finally {
            if (!open) {
                connection.statements().giveBack(lent, reusable);
            }
        }
    }

    /** What SQLite would tell if it synced each commit itself. */
    private Outcome synchronous(SessionCore session, PhysicalConnection connection) throws SQLException {
        int told = Integer.parseInt(Objects.requireNonNull(connection.sync().synchronous()));
        return Outcome.rows(Cursor.inMemory(
                session, statement, ReadOut.ofNumber(sql.pragma(), told).resultSet()));
    }

    /** Runs a statement that returns no rows on a connection that another session may lead. */
    Outcome countedOn(PhysicalConnection connection) throws SQLException {
        long rowIdBefore = sql.isInsert() ? connection.counters().lastInsertRowId() : 0;
        // The connection is not kept: what it knows of the last insert must be read now.
        Outcome outcome = isWithoutReturn(connection) ? runOnce(connection, true) : countedByCached(connection);
        return outcome.generatedKeys().isEmpty() || hasSetRowId(connection, rowIdBefore)
                ? outcome
                : Outcome.count(outcome.updateCount());
    }

    private Outcome countedByCached(PhysicalConnection connection) throws SQLException {
        CachedStatement lent = connection.statements().borrow(sql, statement.isPrepared());
        boolean reusable = false;
        try {
            Outcome outcome = counted(connection, lent, true);
            reusable = true;
            return outcome;
        } catch (SQLException e) {
            reusable = SqliteErrors.keepsStatement(e);
            throw e;
        } finally {
            connection.statements().giveBack(lent, reusable);
        }
    }

    /** Whether it is a plain write of a text that is likely never to come again. */
    private boolean isWithoutReturn(PhysicalConnection connection) {
        return !statement.isPrepared()
                && rowsWanted != RowsWanted.YES
                && sql.isPlainWrite()
                && connection.statements().isNew(sql);
    }

    private Outcome runOnce(PhysicalConnection connection, boolean withKey) throws SQLException {
        return counted(connection, connection.statements().runOnce(sql), withKey);
    }

    /** Runs a statement that was borrowed for its text and has no columns; nobody wants its generated key. */
    Outcome countedBy(CachedStatement lent, PhysicalConnection connection) throws SQLException {
        return counted(connection, lent, false);
    }

    private boolean mayReturnRows() {
        return sql.returnsRows() || sql.kind() == StatementKind.PRAGMA;
    }

    /** How many rows its caller gets at most; 0 for all, also if it only wants to know how many there are. */
    long maxRows() {
        return rowsWanted == RowsWanted.COUNTED ? 0 : statement.settings().maxRows();
    }

    /**
     * Makes sure that it can give the rows that are wanted, as far as its text tells.
     *
     * @throws SQLException if not, or if the text does not compile; nothing has run then
     */
    public void requireRows(SessionCore session) throws SQLException {
        if (rowsWanted == RowsWanted.YES && !mayReturnRows() && !sql.mayHaveColumns()) {
            if (!statement.isPrepared() && sql.kind() != StatementKind.DRIVER_COMMAND) {
                CompiledStatement.look(session, sql, (connection, delegate) -> true);
            }
            throw noRows(session.context());
        }
    }

    private boolean hasColumns(SessionContext context, CachedStatement lent) throws SQLException {
        boolean columns = sql.mayHaveColumns() && rowsWanted != RowsWanted.COUNTED && lent.columns() > 0;
        if (rowsWanted == RowsWanted.YES && !columns) {
            throw noRows(context);
        }
        return columns;
    }

    /** To a caller that wanted rows of it. */
    public SQLException noRows(SessionContext context) {
        String message = "executeQuery: the statement does not return rows, use executeUpdate or execute: "
                + context.shown(sql.sql());
        // State and code as the driver's, which throws after it ran the statement to SQLITE_DONE.
        return statement.isPrepared()
                ? new SQLException(message)
                : new SQLException(message, "SQLITE_DONE", VendorCode.DONE);
    }

    private Outcome counted(PhysicalConnection connection, CachedStatement lent, boolean withKey) throws SQLException {
        if (sql.mayHaveColumns() && lent.columns() > 0) {
            parameters.applyTo(lent.driver());
            return withoutRows(connection, lent);
        }
        Object[] values = values(lent);
        long changes = values == null
                ? connection.statements().update(lent)
                : connection.statements().update(lent, values);
        return counted(connection, changes, withKey);
    }

    private Outcome counted(PhysicalConnection connection, long changes, boolean withKey) throws SQLException {
        // SQLite keeps the count of the last INSERT, UPDATE or DELETE; after any other statement it is someone else's.
        long count = sql.kind() == StatementKind.WRITE && sql.changesRows() ? changes : 0;
        return withKey && sql.isInsert() && count > 0
                ? Outcome.count(count, connection.counters().lastInsertRowId())
                : Outcome.count(count);
    }

    /** The values of its parameters, or null if the driver had to be given one of them. */
    private @Nullable Object @Nullable [] values(CachedStatement lent) throws SQLException {
        Object[] values = parameters.bindable();
        if (values == null) {
            parameters.applyTo(lent.driver());
        }
        return values;
    }

    /** Some forms of ALTER TABLE have a column by SQLite's account, that of a query which they run inside, and no rows. */
    private static Outcome withoutRows(PhysicalConnection connection, CachedStatement lent) throws SQLException {
        try (ResultSet none = connection.statements().query(lent, null)) {
            while (none != null && none.next()) {
                continue;
            }
        }
        return Outcome.count(0);
    }

    /**
     * Whether this INSERT, which has changed rows, was given a row id by SQLite. Another session may have had the connection
     * before, so the same row id as before may be a new one.
     */
    boolean hasSetRowId(PhysicalConnection connection, long before) throws SQLException {
        return connection.counters().lastInsertRowId() != before
                || connection.statements().program(sql).setsRowId();
    }

    /** The driver's own commands, {@code backup to} and {@code restore from}, exist for its plain statements only. */
    private Outcome driverCommand(PhysicalConnection connection) throws SQLException {
        try (Statement delegate = connection.delegate().createStatement()) {
            return Outcome.count(delegate.executeUpdate(sql.sql()));
        }
    }
}
