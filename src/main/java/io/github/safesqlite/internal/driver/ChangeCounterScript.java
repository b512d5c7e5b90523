// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

/**
 * SQL after which {@code last_insert_rowid()} and {@code changes()} have given values: it inserts that many rows into a
 * temporary table, the last one with that row id. The driver does not offer sqlite3_set_last_insert_rowid.
 */
final class ChangeCounterScript {
    private static final String TABLE = "temp.safesqlite_change_counters";

    /** Drops the table, which leaves the counters as they are. */
    static final String CLEANUP = "DROP TABLE " + TABLE;

    private ChangeCounterScript() {}

    static String of(long lastInsertRowId, long changes) {
        String table = "CREATE TEMP TABLE IF NOT EXISTS safesqlite_change_counters(id INTEGER PRIMARY KEY, n);";
        // A row id that is in use is replaced, so only the last one counts; each replaced row is one change all the
        // same.
        String rows = changes > 1
                ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + changes
                        + ") INSERT OR REPLACE INTO " + TABLE + " SELECT " + lastInsertRowId + ", i FROM n;"
                : "INSERT INTO " + TABLE + " VALUES(" + lastInsertRowId + ", 1);";
        String none = changes == 0 ? "DELETE FROM " + TABLE + " WHERE n = 0;" : "";
        return table + "DELETE FROM " + TABLE + ";" + rows + none;
    }
}
