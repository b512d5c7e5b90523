// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

/** {@code deserialize()} into a database in memory reaches all its sessions. */
class DeserializeTest {
    private static byte[] content(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.executeUpdate(text);
            }
            return connection.unwrap(SQLiteConnection.class).serialize("main");
        }
    }

    private static byte[] oneRow() throws SQLException {
        return content("create table t (a)", "insert into t values (7)");
    }

    private static String rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select group_concat(a) from t")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void allSessionsSeeTheContent() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(":memory:").build());
                Connection before = dataSource.getConnection()) {
            Sql.run(before, "create table t (a, b)");
            Sql.run(before, "insert into t values (1, 1)");
            try (PreparedStatement prepared = before.prepareStatement("select * from t")) {
                prepared.executeQuery().close();
                try (Connection connection = dataSource.getConnection()) {
                    connection.unwrap(SQLiteConnection.class).deserialize("main", oneRow());
                    assertEquals("7", rows(connection), "its own");
                    Sql.run(connection, "insert into t values (8)");
                }
                assertEquals("7,8", rows(before));
                try (ResultSet row = prepared.executeQuery()) {
                    assertEquals(1, row.getMetaData().getColumnCount(), "of the new schema");
                }
            }
            try (Connection after = dataSource.getConnection()) {
                Sql.run(after, "insert into t values (9)");
                assertEquals("7,8,9", rows(after));
                assertTrue(after.unwrap(SQLiteConnection.class).serialize("main").length > 0);
            }
            assertEquals("7,8,9", rows(before));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:safesqlite::memory:", "jdbc:safesqlite:file:deserialized?mode=memory"})
    void aConnectionByUrlSeesTheContent(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.unwrap(SQLiteConnection.class).deserialize("main", oneRow());
            Sql.run(connection, "insert into t values (8)");
            assertEquals("7,8", rows(connection));
        }
    }

    @Test
    void whatCanNotReachAllIsRefused() throws Exception {
        byte[] otherPages = content("pragma page_size=8192", "vacuum", "create table t (a)");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(":memory:").build());
                Connection connection = dataSource.getConnection()) {
            Sql.run(connection, "create table t (a)");
            Sql.run(connection, "insert into t values (1)");
            SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
            SQLException refused = assertThrows(SQLException.class, () -> driver.deserialize("main", otherPages));
            assertTrue(refused.getMessage().contains("page size"), refused.getMessage());
            assertEquals("1", rows(connection));
            try (Connection writer = dataSource.getConnection()) {
                writer.setAutoCommit(false);
                Sql.run(writer, "insert into t values (2)");
                SQLException busy = assertThrows(SQLException.class, () -> driver.deserialize("main", oneRow()));
                assertEquals(5, busy.getErrorCode(), busy.toString());
                writer.commit();
            }
            assertEquals("1,2", rows(connection));
        }
    }
}
