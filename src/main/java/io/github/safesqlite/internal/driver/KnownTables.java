// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** Which tables the statements write to that one connection runs while someone wants to know. Not thread-safe. */
final class KnownTables {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final int MOST_KNOWN = 256;

    private final SQLiteConnection driver;
    private final ControlStatements control;
    private final OpenTransaction transaction;
    private final Map<String, WrittenTables> known = new HashMap<>();
    private long schemaVersion;

    KnownTables(SQLiteConnection driver, ControlStatements control, OpenTransaction transaction) {
        this.driver = driver;
        this.control = control;
        this.transaction = transaction;
    }

    /** Those of a statement, or null if SQLite does not tell now. */
    @Nullable
    WrittenTables of(String sql) {
        try {
            long version = control.schemaVersion();
            if (version != schemaVersion || known.size() >= MOST_KNOWN) {
                known.clear();
                schemaVersion = version;
            }
            WrittenTables tables = known.get(sql);
            if (tables == null) {
                tables = WrittenTables.of(driver, sql);
                known.put(sql, tables);
            }
            return tables;
        } catch (SQLException notNow) {
            transaction.passedOver(notNow);
            log.atDebug().setCause(notNow).log("SQLite does not tell which tables a statement writes to");
            return null;
        }
    }

    /** The schema has changed, and with it perhaps the tables. */
    void forget() {
        known.clear();
    }
}
