// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.readout.Columns;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;

/** A prepared statement of one physical connection, idle or borrowed. Not thread-safe. */
final class CachedStatement {
    private final String sql;
    private final PreparedStatement statement;
    private final int columns;
    private final boolean changesSchema;
    private final boolean comesAgain;
    private @Nullable CoreResultSet rows;
    private String @Nullable [] names;
    private @Nullable Described described;

    /** Its columns on a schema of that version. */
    private record Described(long schemaVersion, Columns columns) {}

    /** @param comesAgain whether its text is likely to come again */
    CachedStatement(String sql, PreparedStatement statement, boolean comesAgain) throws SQLException {
        this.sql = sql;
        this.statement = statement;
        this.columns = columnsNow(statement);
        this.changesSchema = SchemaChanges.isMadeBy(sql);
        this.comesAgain = comesAgain;
    }

    String sql() {
        return sql;
    }

    PreparedStatement statement() {
        return statement;
    }

    /** How many columns SQLite gave it. */
    int columns() {
        return columns;
    }

    boolean changesSchema() {
        return changesSchema;
    }

    boolean comesAgain() {
        return comesAgain;
    }

    /**
     * Runs it; its rows, or null if it has none. The driver reads the names of the columns at each execution, which takes longer than
     * a short query.
     *
     * @param keepsNames whether the names are those of the text: no PRAGMA asks for others
     */
    @Nullable
    ResultSet query(boolean keepsNames) throws SQLException {
        if (!statement.execute()) {
            return null;
        }
        CoreResultSet known = rows;
        if (known != null && keepsNames) {
            known.colsMeta = names;
        }
        ResultSet result = statement.getResultSet();
        // What a star stands for may change, also by another process.
        if (known == null && keepsNames && sql.indexOf('*') < 0 && result instanceof CoreResultSet first) {
            rows = first;
            names = first.colsMeta;
        }
        return result;
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
        // Asking a statement that the driver finalized throws, as it does after most errors. One that SQLite prepared
        // again after a schema change keeps the old columns on the Java side.
        boolean broken =
                columns > 0 ? columnsNow(statement) != columns : ((CoreStatement) statement).pointer.isClosed();
        if (broken || statement.isCloseOnCompletion()) {
            return false;
        }
        statement.getMoreResults();
        statement.setMaxRows(0);
        statement.setFetchSize(0);
        statement.setQueryTimeout(0);
        // Empties only the driver's array, so the next borrower starts with NULLs and large values are not kept alive.
        // Never clearParameters(): sqlite3_clear_bindings makes SQLite prepare some statements again.
        statement.clearBatch();
        return true;
    }

    private static int columnsNow(PreparedStatement statement) throws SQLException {
        return ((CoreStatement) statement).pointer.safeRunInt((db, pointer) -> db.column_count(pointer));
    }
}
