// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** SQLite's limits of a connection that somebody else has opened (sqlite.org/c3ref/limit.html). Stateless. */
final class Limits {
    private static final String PREFIX = "limit_";

    private Limits() {}

    /** Sets those of {@code untrusted=true}; otherwise it keeps its own. */
    static void apply(SqliteConfig config, SQLiteConnection driver) throws SQLException {
        if (!config.untrusted()) {
            return;
        }
        for (Map.Entry<String, String> property : config.driverProperties().entrySet()) {
            if (property.getKey().startsWith(PREFIX)) {
                String name = "SQLITE_" + property.getKey().toUpperCase(Locale.ROOT);
                driver.setLimit(SQLiteLimits.valueOf(name), Integer.parseInt(property.getValue()));
            }
        }
    }
}
