// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.flyway;

import io.github.safesqlite.config.SqliteConfig;
import java.sql.Connection;
import org.flywaydb.core.internal.database.sqlite.SQLiteDatabaseType;
import org.jspecify.annotations.Nullable;

/**
 * Tells Flyway that a URL of this library leads to SQLite, and by which driver. Without it Flyway refuses the URL, since it
 * knows databases by the beginning of their URLs. Flyway creates it, from {@code META-INF/services}.
 */
public final class SafeSqliteDatabaseType extends SQLiteDatabaseType {
    /** The name of the driver's class: a constant, so that the class is loaded only when Flyway wants it. */
    private static final String DRIVER = "io.github.safesqlite.SafeSqliteDriver";

    @Override
    public boolean handlesJDBCUrl(String url) {
        return SqliteConfig.isUrl(url);
    }

    @Override
    public String getDriverClass(String url, @Nullable ClassLoader classLoader) {
        return DRIVER;
    }

    /** No: an open connection says that it leads to SQLite, and Flyway knows SQLite. */
    @Override
    public boolean handlesDatabaseProductNameAndVersion(String name, String version, Connection connection) {
        return false;
    }
}
