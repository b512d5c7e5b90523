// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Short forms for what every case does with files and connections. */
final class Files {
    private Files() {}

    /** Creates the file in that journal mode with an empty table {@code t (n)}. */
    static Path create(Path file, String journalMode) throws SQLException {
        try (Connection plain = plain(file)) {
            Sql.execute(plain, "PRAGMA journal_mode=" + journalMode);
            Sql.execute(plain, "CREATE TABLE t (n)");
        }
        return file;
    }

    /** A connection of sqlite-jdbc without this library, which does not wait for a lock. */
    static Connection plain(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=0");
    }

    static void attach(Connection connection, Path file, String name) throws SQLException {
        Sql.execute(connection, "ATTACH '" + file + "' AS " + name);
    }

    static long rows(Path file) throws SQLException {
        try (Connection plain = plain(file)) {
            return Sql.ask(plain, "SELECT count(*) FROM t");
        }
    }
}
