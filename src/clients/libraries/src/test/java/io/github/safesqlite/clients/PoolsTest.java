// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.testing.Sql;
import io.github.safesqlite.clients.testing.Workers;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.junit.AllowLeaks;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/** Other pools: around the URL of the library, and inside of its wrap. */
class PoolsTest {
    private static final int WRITERS = 3;
    private static final int READERS = 3;
    private static final int ROUNDS = 50;

    @TempDir
    Path folder;

    /** A DataSource, how many of its connections are in use, and what must be closed behind it. */
    record Pool(DataSource dataSource, LongSupplier active, AutoCloseable... resources) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            for (AutoCloseable resource : resources) {
                resource.close();
            }
        }
    }

    /** The pools and ways. */
    enum Way {
        HIKARI_AROUND_THE_URL {
            @Override
            Pool open(Path file) {
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl("jdbc:safesqlite:" + file + "?writeTimeout=20s");
                config.setMaximumPoolSize(10);
                HikariDataSource pool = new HikariDataSource(config);
                return new Pool(pool, () -> pool.getHikariPoolMXBean().getActiveConnections(), pool);
            }
        },

        WRAP_AROUND_HIKARI {
            @Override
            Pool open(Path file) throws SQLException {
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl("jdbc:sqlite:" + file);
                config.setMaximumPoolSize(10);
                HikariDataSource pool = new HikariDataSource(config);
                ConcurrencySafeSqliteDataSource dataSource = ConcurrencySafeSqliteDataSource.wrap(
                        pool, SqliteConfig.builder(file.toString()).build());
                return new Pool(dataSource, () -> sessions(dataSource), dataSource, pool);
            }
        },

        AGROAL_AROUND_THE_URL {
            @Override
            Pool open(Path file) throws SQLException {
                var configuration = new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(10)
                                .acquisitionTimeout(Duration.ofSeconds(10))
                                .connectionFactoryConfiguration(connection ->
                                        connection.jdbcUrl("jdbc:safesqlite:" + file + "?writeTimeout=20s")));
                AgroalDataSource pool = AgroalDataSource.from(configuration);
                return new Pool(pool, () -> pool.getMetrics().activeCount(), pool);
            }
        },

        WRAP_AROUND_AGROAL {
            @Override
            Pool open(Path file) throws SQLException {
                var configuration = new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(10)
                                .acquisitionTimeout(Duration.ofSeconds(10))
                                .connectionFactoryConfiguration(
                                        connection -> connection.jdbcUrl("jdbc:sqlite:" + file)));
                AgroalDataSource pool = AgroalDataSource.from(configuration);
                ConcurrencySafeSqliteDataSource dataSource = ConcurrencySafeSqliteDataSource.wrap(
                        pool, SqliteConfig.builder(file.toString()).build());
                return new Pool(dataSource, () -> sessions(dataSource), dataSource, pool);
            }
        },

        VIBUR_AROUND_THE_URL {
            @Override
            Pool open(Path file) {
                ViburDBCPDataSource pool = new ViburDBCPDataSource();
                pool.setJdbcUrl("jdbc:safesqlite:" + file + "?writeTimeout=20s");
                pool.setUsername("");
                pool.setPassword("");
                pool.setPoolMaxSize(10);
                pool.setDefaultAutoCommit(true);
                pool.setResetDefaultsAfterUse(true);
                pool.start();
                return new Pool(pool, () -> pool.getPool().taken(), pool);
            }
        },

        WRAP_AROUND_VIBUR {
            @Override
            Pool open(Path file) throws SQLException {
                ViburDBCPDataSource pool = new ViburDBCPDataSource();
                pool.setJdbcUrl("jdbc:sqlite:" + file);
                pool.setUsername("");
                pool.setPassword("");
                pool.setPoolMaxSize(10);
                pool.start();
                ConcurrencySafeSqliteDataSource dataSource = ConcurrencySafeSqliteDataSource.wrap(
                        pool, SqliteConfig.builder(file.toString()).build());
                return new Pool(dataSource, () -> sessions(dataSource), dataSource, pool);
            }
        };

        abstract Pool open(Path file) throws SQLException;

        private static long sessions(ConcurrencySafeSqliteDataSource dataSource) {
            try {
                return dataSource.snapshot().sessions().size();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAndWritesBesideEachOther(Way way) throws Exception {
        try (Pool pool = way.open(folder.resolve("app.db"))) {
            DataSource dataSource = pool.dataSource();
            Sql.run(
                    dataSource,
                    "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
                    "INSERT INTO account VALUES (1, 1000), (2, 0)");
            var sums = new AtomicLong();
            Workers.run(WRITERS + READERS, worker -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (worker < WRITERS) {
                        move(dataSource);
                    } else {
                        assertEquals(1000, Sql.number(dataSource, "SELECT sum(balance) FROM account"));
                        sums.incrementAndGet();
                    }
                }
            });
            assertEquals(READERS * ROUNDS, sums.get());
            assertEquals(WRITERS * ROUNDS, Sql.number(dataSource, "SELECT balance FROM account WHERE id = 2"));
            assertEquals(0, pool.active().getAsLong());
        }
    }

    private static void move(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            long balance = Sql.number(connection, "SELECT balance FROM account WHERE id = 2");
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
                update.setLong(1, -1);
                update.setInt(2, 1);
                update.executeUpdate();
                update.setLong(1, 1);
                update.setInt(2, 2);
                update.executeUpdate();
            }
            assertEquals(balance + 1, Sql.number(connection, "SELECT balance FROM account WHERE id = 2"));
            connection.commit();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsGoOnBesideAnOpenWrite(Way way) throws Exception {
        try (Pool pool = way.open(folder.resolve("app.db"))) {
            DataSource dataSource = pool.dataSource();
            Sql.run(dataSource, "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
            try (Connection writer = dataSource.getConnection();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.executeUpdate("INSERT INTO t VALUES (2)");
                Workers.run(4, worker -> assertEquals(1, Sql.number(dataSource, "SELECT count(*) FROM t")));
                writer.rollback();
            }
            assertEquals(1, Sql.number(dataSource, "SELECT count(*) FROM t"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @AllowLeaks("the pools are to close what the caller leaves open")
    void aConnectionComesBackAsItWas(Way way) throws Exception {
        try (Pool pool = way.open(folder.resolve("app.db"))) {
            DataSource dataSource = pool.dataSource();
            Sql.run(dataSource, "CREATE TABLE t (a)");
            for (int i = 0; i < 20; i++) {
                try (Connection connection = dataSource.getConnection()) {
                    assertTrue(connection.getAutoCommit());
                    connection.setAutoCommit(false);
                    Statement statement = connection.createStatement();
                    statement.executeUpdate("INSERT INTO t VALUES (1)");
                    ResultSet rows = statement.executeQuery("SELECT a FROM t");
                    assertTrue(rows.next());
                    // The statement and its rows are left to close(), and so is auto-commit.
                    connection.rollback();
                }
            }
            assertEquals(0, Sql.number(dataSource, "SELECT count(*) FROM t"));
            assertEquals(0, pool.active().getAsLong());
        }
    }
}
