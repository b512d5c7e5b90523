// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The version of SQLite in the driver, the same for all connections. The first connection is asked for it. Safe for use by
 * multiple threads.
 */
public final class InstalledSqlite {
    private static final SqliteVersion UNKNOWN = new SqliteVersion(0, 0, 0);

    private static volatile @Nullable SqliteVersion known;

    private InstalledSqlite() {}

    /** Asks this connection if nobody was asked before. */
    public static void seen(SQLiteConnection driver) throws SQLException {
        if (known == null) {
            known = SqliteVersion.parse(driver.libversion()).orElse(UNKNOWN);
        }
    }

    /** Its version, which is known once a connection is open. */
    public static SqliteVersion version() {
        SqliteVersion version = known;
        return version == null ? UNKNOWN : version;
    }

    /** Whether every checkpoint must run where no commit runs beside it, see {@link SqliteVersion#mayLoseCommits}. */
    public static boolean mayLoseCommits() {
        return version().mayLoseCommits();
    }

    /** Behaves from now on as if that version were the installed one, for tests; null asks the driver again. */
    static void pretend(@Nullable SqliteVersion version) {
        known = version;
    }
}
