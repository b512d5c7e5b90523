// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A file for one test, with a DataSource on it. */
public record DatabaseFile(Path path, ConcurrencySafeSqliteDataSource dataSource) implements AutoCloseable {
    /** Opens app.db in the folder. */
    public static DatabaseFile in(Path folder) throws SQLException {
        Path path = folder.resolve("app.db");
        return new DatabaseFile(
                path,
                new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(path.toString()).build()));
    }

    /** Its URL. */
    public String url() {
        return url(path);
    }

    /** The URL of a file. */
    public static String url(Path path) {
        return "jdbc:safesqlite:" + path;
    }

    /** The first value of the first row. */
    public long number(String sql) throws SQLException {
        return Sql.number(dataSource, sql);
    }

    /** Runs statements that give no rows. */
    public void run(String... statements) throws SQLException {
        Sql.run(dataSource, statements);
    }

    /** Nobody has left a connection open, and the file is sound. */
    @Override
    public void close() throws SQLException {
        int open = dataSource.snapshot().sessions().size();
        dataSource.close();
        assertEquals(0, open, "connections left open");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
            assertEquals(
                    0,
                    Sql.number(
                            connection, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"));
        }
    }
}
