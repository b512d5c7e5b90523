// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.fault.FaultyDriver.Fault;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteDataSource;

/**
 * Lets call number N of the driver fail, N = 1, 2, … until the scenario passes without a failure, and checks after each that
 * nothing acknowledged is lost, nothing unacknowledged is half done, nothing is held, and both the connection and a new one
 * go on.
 */
@Timeout(300)
class FailNthCallTest {
    private static final int MOST_CALLS = 2000;

    /** Rows that the caller asks for, but does not care about when they fail. */
    private static final int NOBODY = 0;

    private static final int UNDONE = 99;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    /** What the application was told: rows that are durable, and units of work that failed. */
    private static final class Told {
        final Set<Integer> acknowledged = new HashSet<>();
        final Set<Integer> refused = new HashSet<>();
        final List<Throwable> failures = new ArrayList<>();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    /** Where the connections come from. */
    private enum Origin {
        OWN_POOL,
        /** Each connection is opened by the driver when it is wanted. */
        AROUND_DRIVER,
        /** A pool gives the same connections again. */
        AROUND_HIKARI
    }

    static List<Arguments> originsAndFaults() {
        List<Arguments> all = new ArrayList<>();
        for (Origin origin : Origin.values()) {
            for (Fault fault : Fault.values()) {
                all.add(Arguments.of(origin, fault));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("originsAndFaults")
    void eachCallFailsOnce(Origin origin, Fault fault) throws Exception {
        Path file = directory.resolve("app.db");
        FaultyDriver faults = new FaultyDriver(fault);
        SqliteConfigBuilder config = faults.config(file)
                .statementCacheSize(3)
                .writeTimeout(Duration.ofSeconds(60))
                .leakDetectionThreshold(Duration.ofHours(1))
                .slowWriteThresholdOff();
        try (HikariDataSource hikari = origin == Origin.AROUND_HIKARI ? hikari(file) : null) {
            eachCallFailsOnce(open(origin, config, hikari), file, faults, origin + " " + fault);
        }
    }

    private ConcurrencySafeSqliteDataSource open(Origin origin, SqliteConfigBuilder config, HikariDataSource hikari)
            throws SQLException {
        if (origin == Origin.OWN_POOL) {
            return invariants.open(config);
        }
        SqliteConfig built = config.build();
        SQLiteDataSource driver = new SQLiteDataSource();
        driver.setUrl("jdbc:sqlite:" + built.file());
        return invariants.watch(ConcurrencySafeSqliteDataSource.wrap(hikari == null ? driver : hikari, built));
    }

    private static HikariDataSource hikari(Path file) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private static void eachCallFailsOnce(
            ConcurrencySafeSqliteDataSource source, Path file, FaultyDriver faults, String which) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE t(id INTEGER PRIMARY KEY, unit INTEGER NOT NULL)");
        }
        try (Connection check = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=60000")) {
            int n = 0;
            boolean failed = true;
            while (failed) {
                n++;
                assertTrue(n < MOST_CALLS, "the scenario never passes without a failure");
                faults.failCall(n);
                Told told = new Told();
                scenario(source, told);
                failed = faults.hasFailed();
                faults.failCall(0);
                assertGoesOn(source, check, told, which + " in call " + n);
            }
            assertTrue(n > 50, "only " + n + " calls were seen");
        }
    }

    private static void assertGoesOn(ConcurrencySafeSqliteDataSource source, Connection check, Told told, String when)
            throws SQLException {
        try {
            InvariantExtension.assertUnused(source);
        } catch (org.awaitility.core.ConditionTimeoutException broken) {
            throw new AssertionError(when + ": " + broken.getMessage() + " after " + told.failures, broken);
        }
        Set<Integer> stored = new HashSet<>();
        try (Statement statement = check.createStatement();
                ResultSet rows = statement.executeQuery("SELECT unit, count(*) FROM t GROUP BY unit")) {
            while (rows.next()) {
                if (rows.getInt(1) == NOBODY || rows.getInt(1) == UNDONE) {
                    continue;
                }
                stored.add(rows.getInt(1));
                int whole = rows.getInt(1) == 2 || rows.getInt(1) == 3 ? 3 : 1;
                assertEquals(whole, rows.getInt(2), () -> when + ": a unit is half done " + told.failures);
            }
        }
        assertEquals(told.acknowledged, stored, () -> when + ": stored is not what was acknowledged " + told.failures);
        try (Connection fresh = source.getConnection();
                Statement statement = fresh.createStatement()) {
            statement.executeUpdate("DELETE FROM t");
        }
        try (Statement statement = check.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
            assertEquals(0, rows.getInt(1), () -> when + ": the next write went nowhere " + told.failures);
        }
    }

    /** Each unit writes rows with its own number: 2 and 3 write three rows, the others one. */
    private static void scenario(ConcurrencySafeSqliteDataSource source, Told told) {
        unit(told, 1, () -> {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO t(unit) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
                insert.setInt(1, 1);
                insert.executeUpdate();
            }
        });
        unit(told, 2, () -> {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t(unit) VALUES (?)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setInt(1, 2);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
        unit(told, 3, () -> transaction(source));
        unit(told, 4, () -> savepoint(source));
        unit(told, 0, () -> {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id, unit FROM t ORDER BY id")) {
                while (rows.next()) {
                    assertTrue(rows.getInt(1) > 0);
                }
            }
        });
        unit(told, 5, () -> {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                try (ResultSet rows = statement.executeQuery("INSERT INTO t(unit) VALUES (5) RETURNING id")) {
                    assertTrue(rows.next());
                } catch (SQLException | IllegalStateException | OutOfMemoryError failure) {
                    // Around another DataSource a session keeps its connection, if it got one.
                    int kept = source.statistics().maximum() == 0 ? 1 : 0;
                    assertTrue(source.statistics().active() <= kept, "the statement that failed is still open");
                    assertTrue(
                            InvariantExtension.isGateFree(source.config().path().orElseThrow()));
                    throw failure;
                }
            }
        });
        unit(told, 0, () -> sameConnectionTwice(source, told));
    }

    private static void transaction(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
                rows.next();
            }
            try {
                for (int i = 0; i < 3; i++) {
                    statement.executeUpdate("INSERT INTO t(unit) VALUES (3)");
                }
                connection.commit();
            } catch (SQLException | RuntimeException | Error failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static void savepoint(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(unit) VALUES (4)");
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("INSERT INTO t(unit) VALUES (4)");
            connection.rollback(savepoint);
            connection.commit();
        }
    }

    /** The caller that goes on with its connection after a failure. */
    private static void sameConnectionTwice(ConcurrencySafeSqliteDataSource source, Told told) throws SQLException {
        try (Connection connection = source.getConnection()) {
            for (int number = 6; number <= 8; number++) {
                int unit = number;
                unit(told, unit, () -> {
                    try (Statement statement = connection.createStatement()) {
                        connection.setAutoCommit(unit != 7);
                        if (unit == 7) {
                            connection.setReadOnly(false);
                            trySavepoint(connection);
                        }
                        statement.executeUpdate("INSERT INTO t(unit) VALUES (" + unit + ")");
                        if (unit == 7) {
                            connection.commit();
                        }
                    } catch (SQLException | RuntimeException | Error failure) {
                        if (!connection.getAutoCommit()) {
                            connection.rollback();
                        }
                        throw failure;
                    }
                });
            }
        }
    }

    /** A caller that makes nothing of a savepoint that fails. */
    private static void trySavepoint(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO t(unit) VALUES (0)");
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("INSERT INTO t(unit) VALUES (99)");
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            statement.executeUpdate("DELETE FROM t WHERE unit IN (0, 99)");
        } catch (SQLException | IllegalStateException | OutOfMemoryError ignored) {
            // The transaction goes on, or refuses to.
        }
    }

    private static void unit(Told told, int number, Work work) {
        try {
            work.run();
            told.acknowledged.add(number);
        } catch (SQLException | IllegalStateException | OutOfMemoryError failure) {
            assertNotNull(failure.getMessage());
            told.failures.add(failure);
            told.refused.add(number);
        }
        told.acknowledged.remove(0);
    }
}
