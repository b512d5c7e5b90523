// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Short forms for what every case does with files and connections. */
final class Files {
    private Files() {}

    /** Creates the file in that journal mode with an empty table {@code t (n)}. */
    static Path create(Path file, String journalMode) throws SQLException {
        try (Connection plain = plain(file)) {
            run(plain, "PRAGMA journal_mode=" + journalMode);
            run(plain, "CREATE TABLE t (n)");
        }
        return file;
    }

    /** A connection of sqlite-jdbc without this library, which does not wait for a lock. */
    static Connection plain(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=0");
    }

    static void attach(Connection connection, Path file, String name) throws SQLException {
        run(connection, "ATTACH '" + file + "' AS " + name);
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    static long rows(Path file) throws SQLException {
        try (Connection plain = plain(file)) {
            return ask(plain, "SELECT count(*) FROM t");
        }
    }
}
