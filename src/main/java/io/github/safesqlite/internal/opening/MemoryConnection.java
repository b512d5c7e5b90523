// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.codes.VendorCode;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection to a database in memory that others share. SQLite's deserialize takes one connection away to a database of its own;
 * here it gives the database that content, for all.
 */
final class MemoryConnection extends JDBC4Connection {
    private static final String MAIN = "main";
    private static final int ALL_PAGES = -1;
    private static final int WHILE_BUSY_MILLIS = 20;
    private static final int BUSY_ATTEMPTS = 100;

    private final String sharedName;
    private final Runnable replaced;

    /**
     * Opens it.
     *
     * @param sharedName the URI of the database
     * @param replaced told when its content is another one
     */
    MemoryConnection(String url, String sharedName, Properties properties, Runnable replaced) throws SQLException {
        super(url, sharedName, properties);
        this.sharedName = sharedName;
        this.replaced = replaced;
    }

    @Override
    public void deserialize(String schema, byte[] content) throws SQLException {
        if (!MAIN.equalsIgnoreCase(schema)) {
            super.deserialize(schema, content);
            return;
        }
        try (SQLiteConnection alone = new JDBC4Connection("jdbc:sqlite::memory:", ":memory:", new Properties())) {
            alone.deserialize(MAIN, content);
            int code = alone.getDatabase()
                    .backup(MAIN, sharedName, (remaining, pages) -> {}, WHILE_BUSY_MILLIS, BUSY_ATTEMPTS, ALL_PAGES);
            if (code != Codes.SQLITE_OK) {
                throw DB.newSQLException(code, reason(code));
            }
        } finally {
            replaced.run();
        }
    }

    private static String reason(int code) {
        return VendorCode.primary(code) == VendorCode.READONLY
                ? "the page size of the content differs from that of the in-memory database: both must have the"
                        + " same page_size"
                : "the content could not be loaded into all connections of the in-memory database";
    }
}
