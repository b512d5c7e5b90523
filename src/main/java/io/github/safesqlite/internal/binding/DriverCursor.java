// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.readout.Columns;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The driver's part of a cursor, and what it keeps busy: a physical connection and, on it, one driver statement.
 *
 * @param statement none if the driver made it itself, for its metadata
 * @param sql what the statement runs, none for metadata
 */
public record DriverCursor(
        Lease lease,
        @Nullable CachedStatement statement,
        ResultSet rows,
        @Nullable SqlStatement sql,
        AtomicBoolean readToEnd) {
    public DriverCursor(Lease lease, @Nullable CachedStatement statement, ResultSet rows, @Nullable SqlStatement sql) {
        this(lease, statement, rows, sql, new AtomicBoolean());
    }

    /** What the driver says of the columns. */
    Columns columns() throws SQLException {
        // Whether another process has changed the schema of an attached file cannot be told.
        return statement == null || lease.connection().attached().isAny()
                ? Columns.of(rows.getMetaData())
                : lease.connection().statements().columnsOf(statement, rows);
    }

    /** Notes that SQLite keeps no snapshot for it any more. Any thread, any number of times. */
    void endRead() {
        if (readToEnd.compareAndSet(false, true)) {
            lease.cursorReadOut();
        }
    }

    /** Closes it and gives the statement back, to be used again if nobody else can reach it. Can't throw. */
    void giveBack(boolean reusable) {
        endRead();
        try {
            rows.close();
        } catch (SQLException e) {
            // The connection cannot be trusted with the next session's rows.
            lease.connection().discard("a result set could not be closed: " + e.getMessage());
        }
        if (statement != null) {
            lease.connection().statements().giveBack(statement, reusable);
        }
    }

    /** Whether SQLite is still in the middle of a statement with RETURNING. */
    boolean isUnfinishedWrite() {
        try {
            return sql != null
                    && sql.hasReturning()
                    && !readToEnd.get()
                    && !rows.isClosed()
                    && (rows.isBeforeFirst() || rows.getRow() > 0);
        } catch (SQLException unanswered) {
            return true;
        }
    }
}
