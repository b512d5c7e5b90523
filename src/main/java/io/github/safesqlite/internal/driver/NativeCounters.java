// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * What SQLite counts per connection: {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()}, and ways to make
 * a connection answer with those of a session. Not thread-safe.
 */
public final class NativeCounters {
    /** SQLITE_INNOCUOUS: views and triggers may call it whatever trusted_schema is, as they may SQLite's own. */
    private static final int INNOCUOUS = 0x200000;

    private final SQLiteConnection driver;
    private final ControlStatements control;
    private final OpenTransaction transaction;
    private @Nullable Counts set;
    private @Nullable TotalChanges total;

    /** The counts that the connection was last told, as long as nothing has changed them. */
    private record Counts(long lastInsertRowId, long changes) {
        boolean isSame(@Nullable Counts other) {
            return other != null && other.lastInsertRowId == lastInsertRowId && other.changes == changes;
        }
    }

    NativeCounters(SQLiteConnection driver, ControlStatements control, OpenTransaction transaction) {
        this.driver = driver;
        this.control = control;
        this.transaction = transaction;
    }

    /** The row id of the last INSERT on this connection. */
    public long lastInsertRowId() throws SQLException {
        return control.lastInsertRowId();
    }

    /** How many rows the last INSERT, UPDATE or DELETE on this connection changed. */
    public long changes() throws SQLException {
        return control.changes();
    }

    /** How many rows were changed on this connection since it was opened, those that triggers change included. */
    public long totalChanges() throws SQLException {
        return driver.getDatabase().total_changes();
    }

    /**
     * Makes {@code last_insert_rowid()} and {@code changes()} answer so.
     *
     * @return whether nothing is left behind; else a temporary table, which an open result set of the schema keeps from being
     *     dropped
     */
    public boolean set(long lastInsertRowId, long changes) throws SQLException {
        Counts wanted = new Counts(lastInsertRowId, changes);
        if (wanted.isSame(set)) {
            return true;
        }
        changed();
        driver.getDatabase()._exec(ChangeCounterScript.of(lastInsertRowId, changes));
        set = wanted;
        try {
            driver.getDatabase()._exec(ChangeCounterScript.CLEANUP);
            return true;
        } catch (SQLException locked) {
            transaction.passedOver(locked);
            return false;
        }
    }

    /**
     * Makes {@code total_changes()} answer {@code changes} now and count on from there.
     *
     * @return whether that took a function, which statements do not call that were prepared before
     * @throws SQLException if SQLite does not take the function
     */
    public boolean setTotal(long changes) throws SQLException {
        boolean isNew = total == null;
        if (total == null) {
            TotalChanges function = new TotalChanges(driver);
            Function.create(driver, "total_changes", function, 0, INNOCUOUS);
            total = function;
        }
        total.base = totalChanges() - changes;
        return isNew;
    }

    /** A statement runs that changes the counts. */
    void changed() {
        set = null;
    }

    /** SQLite's own function, less what was changed before by others. */
    private static final class TotalChanges extends Function {
        private final SQLiteConnection driver;
        private long base;

        TotalChanges(SQLiteConnection driver) {
            this.driver = driver;
        }

        @Override
        protected void xFunc() throws SQLException {
            result(driver.getDatabase().total_changes() - base);
        }
    }
}
