// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.health.HealthCheck.Result;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.driver.PretendedSqlite;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks on a real file: each one healthy, and then not. */
class HealthTest {
    /** Two tests wait for it, the others have to come in time. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final long SOFT_LIMIT = 512 << 10;
    private static final long HARD_LIMIT = 2 << 20;

    @TempDir
    Path directory;

    private final HealthCheckRegistry health = new HealthCheckRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .healthCheckRegistry(health)
                .maximumPoolSize(10)
                .connectionTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .leakDetectionThreshold(Duration.ofMillis(100))
                .walSoftLimit(SOFT_LIMIT)
                .walHardLimit(HARD_LIMIT)
                .build());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY)");
        }
    }

    @AfterEach
    void close() throws Exception {
        closeAll();
        dataSource.close();
    }

    private void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }

    private Result check(String name) {
        return health.runHealthCheck("app." + name);
    }

    private void openReaders(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            Connection connection = dataSource.getConnection();
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("VALUES (1), (2)");
            open.addAll(List.of(connection, statement, rows));
        }
    }

    @Test
    void aVersionThatMayLoseCommitsIsNamedAndHealthy() {
        try (var pretended = PretendedSqlite.version("3.49.1")) {
            Result result = check("sqlite");
            assertTrue(result.isHealthy());
            assertTrue(result.getMessage().startsWith("WARNING: SQLite 3.49.1 may lose"), result.getMessage());
            assertTrue(result.getMessage().contains("<sqlite-jdbc.version>"), result.getMessage());
        }
        try (var pretended = PretendedSqlite.version("3.51.3")) {
            assertEquals(Result.healthy().getMessage(), check("sqlite").getMessage());
        }
    }

    @Test
    void allAreHealthyWhenNothingHappens() {
        assertEquals(
                Set.of(
                        "app.connectivity",
                        "app.leak",
                        "app.maintenance",
                        "app.pool",
                        "app.selfcheck",
                        "app.sqlite",
                        "app.wal",
                        "app.write.Gate",
                        "app.write.Wait"),
                health.getNames());
        health.runHealthChecks().forEach((name, result) -> assertTrue(result.isHealthy(), name + ": " + result));
    }

    @Test
    void closingTakesTheChecksOut() throws SQLException {
        dataSource.close();
        assertEquals(Set.of(), health.getNames());
    }

    @Test
    void poolWarnsAtEightyPercentAndIsDegradedAtNinety() throws Exception {
        openReaders(7);
        assertEquals("active=7, pending=0, maximumPoolSize=10", check("pool").getMessage());
        openReaders(1);
        assertTrue(check("pool").isHealthy());
        assertTrue(
                check("pool").getMessage().startsWith("WARNING: 80 %"),
                check("pool").getMessage());
        openReaders(1);
        assertFalse(check("pool").isHealthy());
        assertTrue(
                check("pool").getMessage().startsWith("DEGRADED: 90 %"),
                check("pool").getMessage());
        closeAll();
        assertTrue(check("pool").isHealthy());
    }

    @Test
    void connectivityFailsIfNoConnectionIsToBeHad() throws Exception {
        dataSource.suspend();
        assertFalse(check("connectivity").isHealthy());
        assertTrue(check("connectivity").getError().getMessage().contains("connectionTimeout"));
        assertFalse(check("pool").isHealthy());
        dataSource.resume();
        assertTrue(check("connectivity").isHealthy());
    }

    @Test
    void stuckGateLongWaitsAndLeaksAreNamed() throws Exception {
        Connection holder = dataSource.getConnection();
        Statement statement = holder.createStatement();
        open.addAll(List.of(holder, statement));
        holder.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (1)");
        // In another thread: this one would be told at once that it waits for itself.
        CompletableFuture.runAsync(this::writeTooLate).get();
        Result gate = check("write.Gate");
        assertFalse(gate.isHealthy());
        assertTrue(gate.getMessage().startsWith("STUCK: the write gate has been held for "), gate.getMessage());
        assertTrue(gate.getMessage().contains("(INSERT INTO t VALUES (?))"), gate.getMessage());
        assertTrue(
                check("write.Wait").getMessage().startsWith("DEGRADED: p99"),
                check("write.Wait").getMessage());
        Waiting.until(() -> !check("leak").isHealthy());
        assertTrue(
                check("leak").getMessage().startsWith("1 connection is leaked"),
                check("leak").getMessage());

        closeAll();
        assertTrue(check("write.Gate").isHealthy());
        // If the report is still under way in the background, the return is told there.
        Waiting.until(() -> check("leak").isHealthy());
    }

    private void writeTooLate() {
        try (Connection connection = dataSource.getConnection();
                Statement late = connection.createStatement()) {
            assertThrows(WriteGateTimeoutException.class, () -> late.execute("DELETE FROM t"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeMebibyte() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO bodies VALUES (zeroblob(1000000))");
        }
    }

    @Test
    void logThatAReaderPinsWarnsAndThenIsDegraded() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE bodies(body)");
        }
        assertTrue(check("wal").getMessage().startsWith("the -wal file has "), () -> "" + check("wal"));
        writeMebibyte();
        writeMebibyte();
        assertTrue(dataSource.checkpoint().isComplete());
        Connection pinning = dataSource.getConnection();
        Statement statement = pinning.createStatement();
        ResultSet rows = statement.executeQuery("SELECT length(body) FROM bodies");
        open.addAll(List.of(pinning, statement, rows));
        assertTrue(rows.next());
        long reader = dataSource.snapshot().sessions().get(0).sessionId();
        writeMebibyte();
        // The keeper looks from time to time; the reader is named after it has looked.
        Waiting.until(() -> check("wal").getMessage().contains("connection #" + reader + " of app has been reading"));
        assertTrue(check("wal").isHealthy());
        assertTrue(check("wal").getMessage().startsWith("WARNING: the -wal file has "), () -> "" + check("wal"));
        assertTrue(check("wal").getMessage().contains("(walSoftLimit=512 KiB, walHardLimit=2 MiB)"));
        writeMebibyte();
        writeMebibyte();
        assertFalse(check("wal").isHealthy());
        assertTrue(check("wal").getMessage().startsWith("DEGRADED: the -wal file has "), () -> "" + check("wal"));

        closeAll();
        Waiting.until(() -> check("wal").getMessage().startsWith("the -wal file has "));
        dataSource.checkpoint();
        assertTrue(check("wal").getMessage().startsWith("the -wal file has 0 KiB"), () -> "" + check("wal"));
    }

    @Test
    void checksOfTwoPoolsOfOneNameAreRefused() throws Exception {
        var failure = assertThrows(
                IllegalArgumentException.class,
                () -> new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                        .healthCheckRegistry(health)
                        .build()));
        assertTrue(failure.getMessage().contains("poolName"), failure.getMessage());
        assertEquals(9, health.getNames().size());
    }
}
