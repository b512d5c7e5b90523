// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database in memory belongs to one connection: the others of a pool see none of it, and it is gone when the pool
 * replaces that one (kormium#141, yetanalytics/lrsql#350).
 */
class S22MemoryDatabaseOutlivesItsConnectionsTest {
    @Test
    void plainPoolHasOneDatabasePerConnection() throws SQLException {
        try (HikariDataSource pool = WayIn.hikari("jdbc:sqlite::memory:");
                Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            Sql.run(first, "CREATE TABLE t (n)");
            assertThrows(SQLException.class, () -> Sql.rows(second));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":memory:",
                "file::memory:",
                "file:s22?mode=memory",
                "file:s22shared?mode=memory&cache=shared",
                "file:/s22?vfs=memdb"
            })
    void allThreadsSeeOneDatabaseWhileConnectionsComeAndGo(String name) throws Exception {
        AtomicInteger closed = new AtomicInteger();
        SqliteConfig config = SqliteConfig.builder(name)
                .maxLifetime(Duration.ofMillis(1))
                .idleTimeout(Duration.ofMillis(1))
                .minimumIdle(0)
                .connectionTimeout(Duration.ofMinutes(1))
                .listener(new InlineListener() {
                    @Override
                    public void physicalConnectionClosed(long connectionId, String reason) {
                        closed.incrementAndGet();
                    }
                })
                .build();
        try (ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource(config);
                OpenDatabase database = new OpenDatabase(dataSource, dataSource::close)) {
            database.run("CREATE TABLE t (n)");
            Workers.together(10, worker -> {
                for (int i = 0; i < 20; i++) {
                    database.run("INSERT INTO t VALUES (1)");
                    try (Connection connection = database.transaction()) {
                        long before = Sql.rows(connection);
                        Sql.run(connection, "INSERT INTO t VALUES (2)");
                        assertEquals(before + 1, Sql.rows(connection));
                        connection.commit();
                    }
                }
                return worker;
            });

            assertEquals(400, database.rows());
            assertTrue(closed.get() > 0, "connections were replaced");
        }
    }

    @Test
    void eachDataSourceOnNamelessMemoryHasItsOwn() throws Exception {
        try (ConcurrencySafeSqliteDataSource first = memory();
                ConcurrencySafeSqliteDataSource second = memory();
                Connection one = first.getConnection();
                Connection other = second.getConnection()) {
            Sql.run(one, "CREATE TABLE t (n)");
            assertThrows(SQLException.class, () -> Sql.rows(other));
        }
    }

    private static ConcurrencySafeSqliteDataSource memory() throws SQLException {
        return new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(":memory:").build());
    }

    /** Through the URL, each connection is alone; a shared name makes them share one database while one of them is open. */
    @Test
    void namedMemoryIsSharedThroughTheUrl() throws SQLException {
        try (HikariDataSource pool = WayIn.hikari("jdbc:safesqlite:file:s22url?mode=memory&cache=shared");
                Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            Sql.run(first, "CREATE TABLE t (n)");
            Sql.run(second, "INSERT INTO t VALUES (1)");
            pool.evictConnection(first);
            try (Connection third = pool.getConnection()) {
                assertEquals(1, Sql.rows(third));
            }
        }
    }
}
