// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code maximumPoolSize=1} every call shows whether it takes the connection, and whether it gives it back. */
class PoolOfOneTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .maximumPoolSize(1)
                .connectionTimeout(Duration.ofSeconds(20))
                .build());
        connection = dataSource.getConnection();
        statement = connection.createStatement();
        statement.executeUpdate("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        statement.executeUpdate("INSERT INTO t VALUES (1), (2), (3)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        dataSource.close();
    }

    @Test
    void writesBesideAnOpenResultSet() throws SQLException {
        try (ResultSet stream = statement.executeQuery("SELECT a FROM t");
                Statement writer = connection.createStatement()) {
            assertTrue(stream.next());
            assertEquals(1, writer.executeUpdate("INSERT INTO t VALUES (4)"));
            assertTrue(stream.next());
        }
    }

    @Test
    void readsBesideAnOpenResultSet() throws SQLException {
        try (ResultSet stream = statement.executeQuery("SELECT a FROM t");
                Statement reader = connection.createStatement()) {
            assertTrue(stream.next());
            try (ResultSet inner = reader.executeQuery("SELECT count(*) FROM t")) {
                assertEquals(3, inner.getInt(1));
            }
            assertTrue(stream.next());
        }
    }

    @Test
    void shardingKeysAreRefusedWithoutAConnection() throws SQLException {
        try (Connection other = dataSource.getConnection()) {
            assertThrows(SQLFeatureNotSupportedException.class, () -> other.setShardingKey(null));
            assertThrows(SQLFeatureNotSupportedException.class, () -> other.setShardingKeyIfValid(null, 1));
            assertEquals(0, dataSource.statistics().active());
        }
    }
}
