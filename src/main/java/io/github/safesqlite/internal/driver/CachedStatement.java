// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.readout.Columns;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * A prepared statement of one physical connection, idle or borrowed. Not thread-safe.
 *
 * <p>With its parameters as an array it runs without the driver's own frame around each execution, which asks SQLite six times for
 * what is known: that takes as long as a short query. Whoever wants anything else of it takes {@link #driver()}.
 */
public final class CachedStatement {
    private final String sql;
    private final PreparedStatement statement;
    private final int columns;
    private final int parameters;
    private final boolean hasStar;
    private final boolean changesSchema;
    private final boolean writes;
    private final boolean comesAgain;

    /** The driver's only result set of it; none if it has no columns. */
    private final @Nullable CoreResultSet rows;

    /** The names of its columns if it has the same at each execution. */
    private final String @Nullable [] names;

    private @Nullable Described described;

    /** Whether the driver's statement may not be as it was when it was prepared. */
    private boolean changed;

    /** Its columns on a schema of that version. */
    private record Described(long schemaVersion, Columns columns) {}

    /**
     * Keeps a statement that was prepared just now.
     *
     * @param comesAgain whether its text is likely to come again
     * @param plainNames whether the names of its columns are those of the text: no PRAGMA asks for others
     */
    CachedStatement(SqlStatement sql, PreparedStatement statement, boolean comesAgain, boolean plainNames)
            throws SQLException {
        this.sql = sql.sql();
        this.statement = statement;
        this.columns = columnsNow();
        this.parameters = statement.getParameterMetaData().getParameterCount();
        this.hasStar = this.sql.indexOf('*') >= 0;
        this.changesSchema = sql.changesSchema();
        this.writes = sql.kind() == StatementKind.WRITE || sql.kind() == StatementKind.VACUUM;
        this.comesAgain = comesAgain;
        this.rows = columns == 0 ? null : (CoreResultSet) statement.getResultSet();
        // What a star stands for may change, also by another process.
        this.names = rows == null || hasStar || !plainNames ? null : rows.colsMeta;
        if (rows != null) {
            rows.open = false;
        }
    }

    String sql() {
        return sql;
    }

    /** The driver's statement, to set and to run as one likes; it is put right when it comes back. */
    public PreparedStatement driver() {
        changed = true;
        return statement;
    }

    /** How many columns SQLite gave it. */
    public int columns() {
        return columns;
    }

    boolean changesSchema() {
        return changesSchema;
    }

    /** Whether it may change rows, the schema, or where rows are. */
    boolean writes() {
        return writes;
    }

    boolean comesAgain() {
        return comesAgain;
    }

    /**
     * Runs it with these values, or with those that the driver was given if there are none; its rows, or null if it has none.
     *
     * @param plainNames whether the names of its columns are those of the text: no PRAGMA asks for others
     */
    @Nullable
    ResultSet query(DB database, @Nullable Object @Nullable [] values, boolean plainNames) throws SQLException {
        if (values == null) {
            return driver().execute() ? statement.getResultSet() : null;
        }
        boolean hasRow = execute(database, all(values));
        if (rows == null) {
            return null;
        }
        rows.colsMeta = plainNames && names != null ? names : pointer().safeRun(DB::column_names);
        rows.cols = rows.colsMeta;
        rows.emptyResultSet = !hasRow;
        rows.open = true;
        return (ResultSet) rows;
    }

    private boolean execute(DB database, @Nullable Object @Nullable [] values) throws SQLException {
        boolean atRest = false;
        try {
            boolean hasRow = database.execute((CoreStatement) statement, values);
            atRest = !hasRow || rows != null;
            return hasRow;
        } finally {
            if (!atRest && !pointer().isClosed()) {
                pointer().safeRunInt(DB::reset);
            }
        }
    }

    /** Runs it with these values; how many rows SQLite says that the last statement that changed rows has changed. */
    long update(DB database, @Nullable Object[] values) throws SQLException {
        // What the driver has for it would reset the statement a second time.
        execute(database, all(values));
        return database.changes();
    }

    /** A value for each parameter: one without a value is NULL, and not what it was when the statement ran last. */
    private @Nullable Object @Nullable [] all(@Nullable Object[] values) {
        if (parameters == 0) {
            return null;
        }
        return values.length == parameters ? values : Arrays.copyOf(values, parameters);
    }

    /**
     * What the driver says of its columns, whose rows these are. To ask takes longer than a short statement, so what it said is kept as
     * long as the schema is the same, also for other processes.
     */
    Columns columnsOf(ResultSet result, long schemaVersion) throws SQLException {
        Described known = described;
        if (known == null || known.schemaVersion != schemaVersion) {
            known = new Described(schemaVersion, Columns.of(result.getMetaData()));
            described = known;
        }
        return known.columns;
    }

    /** Makes it as it was when it was prepared; whether that could be done. */
    boolean reset() throws SQLException {
        if (isBroken()) {
            return false;
        }
        if (rows != null && rows.open) {
            rows.close();
        }
        if (!changed) {
            return true;
        }
        if (statement.isCloseOnCompletion()) {
            return false;
        }
        statement.getMoreResults();
        statement.setMaxRows(0);
        statement.setFetchSize(0);
        statement.setQueryTimeout(0);
        // Empties only the driver's array, so the next borrower starts with NULLs and large values are not kept alive.
        // Never clearParameters(): sqlite3_clear_bindings makes SQLite prepare some statements again.
        statement.clearBatch();
        changed = false;
        return true;
    }

    /** Whether the driver finalized it, as it does after most errors, or SQLite prepared it again with other columns. */
    private boolean isBroken() throws SQLException {
        return pointer().isClosed() || hasStar && columnsNow() != columns;
    }

    void close() throws SQLException {
        statement.close();
    }

    private int columnsNow() throws SQLException {
        return pointer().safeRunInt(DB::column_count);
    }

    private SafeStmtPtr pointer() {
        return ((CoreStatement) statement).pointer;
    }
}
