// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sample says of a real file: the gate, rates, leaks, slow writes and transactions. */
class SafeSqliteSamplesTest {
    @TempDir
    Path directory;

    private final Incidents incidents = new Incidents();
    private final AtomicLong requests = new AtomicLong();
    private ConcurrencySafeSqliteDataSource dataSource;
    private SafeSqliteSamples samples;

    @BeforeEach
    void open() throws SQLException {
        MetricRegistry metrics = new MetricRegistry();
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("app.db").toString())
                        .beginMode(BeginMode.ADAPTIVE)
                        .poolName("app")
                        .metricRegistry(metrics)
                        .listener(incidents)
                        .leakDetectionThreshold(Duration.ofMillis(300))
                        .slowWriteThreshold(Duration.ofMillis(200))
                        .build());
        samples = new SafeSqliteSamples(dataSource, metrics, incidents, new Traffic(requests::get, () -> 0));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void countsRequestsAndWrites() throws SQLException {
        samples.take();
        requests.addAndGet(5);
        insert();
        Point point = samples.take().point();
        assertTrue(point.requests() > 0, point.toString());
        assertTrue(point.writes() > 0, point.toString());
        assertTrue(point.holdP99() > 0, point.toString());
        assertTrue(point.walMebibytes() > 0, point.toString());
        assertEquals(0.0, point.errors());
    }

    @Test
    void namesTheHolderAndTheWaiter() throws Exception {
        CompletableFuture<Void> waiter;
        try (Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO note (text) VALUES ('secret')");
            waiter = CompletableFuture.runAsync(this::insertUnchecked);
            await().untilAsserted(() ->
                    assertEquals(1, samples.take().now().gate().waiters().size()));
            Sample sample = samples.take();
            assertEquals(
                    "INSERT INTO note (text) VALUES (?)",
                    sample.now().gate().holder().sql());
            assertEquals(
                    Thread.currentThread().getName(),
                    sample.now().gate().holder().thread());
            assertEquals(1, sample.point().queue());
            holder.commit();
        }
        waiter.get();
    }

    @Test
    void showsALeakWithTheStackThatOpenedIt() throws SQLException {
        try (Connection leaked = dataSource.getConnection()) {
            assertFalse(leaked.isClosed());
            Incidents.Leak leak =
                    await().until(this::leakOfTheTest, Optional::isPresent).orElseThrow();
            assertEquals(Incidents.LeakState.OPEN, leak.state());
            assertEquals("held idle", leak.reason());
        }
        await().untilAsserted(() -> assertEquals(
                Incidents.LeakState.RETURNED, leakOfTheTest().orElseThrow().state()));
    }

    /** On a busy computer, the connection that creates the table is late too. */
    private Optional<Incidents.Leak> leakOfTheTest() throws SQLException {
        return samples.take().now().leaks().stream()
                .filter(leak -> leak.stack().get(0).contains("showsALeakWithTheStackThatOpenedIt"))
                .findFirst();
    }

    @Test
    void showsASlowWriteAndThatItEnded() throws SQLException {
        try (Demo demo = new Demo(dataSource, Duration.ofHours(1))) {
            demo.make(Demo.Mistake.HOG);
            Incidents.SlowWrite write = await().until(
                            () -> slowWritesOfTheDemo()
                                    .filter(slow -> !slow.ended())
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            assertTrue(write.stack().get(0).contains("Demo.hold"), write.toString());
        }
        await().until(() -> slowWritesOfTheDemo().allMatch(Incidents.SlowWrite::ended));
    }

    /** Its table is created in a write of its own, which a busy computer makes slow too. */
    private Stream<Incidents.SlowWrite> slowWritesOfTheDemo() throws SQLException {
        return samples.take().now().slowWrites().stream()
                .filter(write -> write.thread().equals("demo-hog"));
    }

    @Test
    void listsTransactionsThatOnlyRead() throws SQLException {
        for (int i = 0; i < 20; i++) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.executeQuery("SELECT count(*) FROM note").close();
                connection.commit();
            }
        }
        Now.ReadTransaction read = samples.take().now().transactions().get(0);
        assertEquals("SELECT count(*) FROM note", read.statement());
        assertEquals(20, read.count());
    }

    private void insertUnchecked() {
        try {
            insert();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void insert() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO note (text) VALUES ('text')");
        }
    }
}
