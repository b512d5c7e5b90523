// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connections of a wrapped pool are used up by sessions that wait at the write gate. Whoever is inside must not wait for one
 * of them.
 */
@Timeout(60)
class WrappedPoolTest {
    /** Longer than anything here takes, and the wait that would end a deadlock. */
    private static final long POOL_TIMEOUT_MILLIS = 5_000;

    @TempDir
    Path folder;

    private HikariDataSource pool;

    @BeforeEach
    void create() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        pool = WayIn.hikari("jdbc:sqlite:" + file);
        pool.setMaximumPoolSize(2);
        pool.setConnectionTimeout(POOL_TIMEOUT_MILLIS);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** How a session writes that has no connection before. */
    enum Write {
        AUTOCOMMIT {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.run(connection, "INSERT INTO t VALUES (2)");
            }
        },
        TRANSACTION {
            @Override
            void on(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                Sql.run(connection, "INSERT INTO t VALUES (2)");
                connection.commit();
            }
        },
        BATCH {
            @Override
            void on(Connection connection) throws SQLException {
                try (var batch = connection.createStatement()) {
                    batch.addBatch("INSERT INTO t VALUES (2)");
                    batch.executeBatch();
                }
            }
        },
        TRANSACTION_IN_SQL {
            @Override
            void on(Connection connection) throws SQLException {
                Sql.execute(connection, "BEGIN IMMEDIATE");
                Sql.run(connection, "INSERT INTO t VALUES (2)");
                Sql.execute(connection, "COMMIT");
            }
        };

        abstract void on(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void whoIsInTheGateHasAConnection(Write write) throws Exception {
        isServed(write, BeginMode.IMMEDIATE);
    }

    @ParameterizedTest
    @EnumSource(BeginMode.class)
    void whateverATransactionBeginsWith(BeginMode mode) throws Exception {
        isServed(Write.TRANSACTION, mode);
    }

    private void isServed(Write write, BeginMode mode) throws Exception {
        try (var source = ConcurrencySafeSqliteDataSource.wrap(
                        pool, WayIn.config(folder.resolve("app.db"), "beginMode=" + mode));
                Connection first = source.getConnection();
                Actor second = new Actor("second");
                Actor third = new Actor("third")) {
            first.setAutoCommit(false);
            Sql.run(first, "INSERT INTO t VALUES (1)");
            var written = second.starts("writes", () -> {
                try (Connection connection = source.getConnection()) {
                    write.on(connection);
                }
                return null;
            });
            Waiting.untilWaiting(source, 1);
            var prepared = third.starts("prepares and writes", () -> {
                try (Connection connection = source.getConnection();
                        var insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                    insert.setInt(1, 3);
                    return insert.executeUpdate();
                }
            });
            third.untilParked();
            // It keeps its connection, as the application keeps it.
            first.commit();
            written.result();
            assertEquals(1, prepared.result());
            assertEquals(3, Sql.rows(first));
        }
    }
}
