// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.CheckpointReport.Mode;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 15: an open reader keeps the write-ahead log from being reset, and it grows without end. */
class PinnedWalTest {
    @TempDir
    Path folder;

    private WalFixture wal;

    @BeforeEach
    void begin() {
        wal = new WalFixture(folder);
    }

    @AfterEach
    void end() {
        wal.close();
    }

    private LeakReport pinReported() {
        Waiting.until(() -> wal.leaks.stream().anyMatch(leak -> leak.kind() == LeakReport.Kind.PINS_WAL));
        return wal.leaks.stream()
                .filter(leak -> leak.kind() == LeakReport.Kind.PINS_WAL)
                .findFirst()
                .orElseThrow();
    }

    private void shrinks() {
        Waiting.until(() -> wal.walBytes() <= WalFixture.SOFT_LIMIT);
    }

    @Test
    void halfReadResultSetIsNamedAndTheLogShrinksAfterIt() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = wal.open()) {
            WalFixture.write(dataSource, 1);
            Connection reader = dataSource.getConnection();
            ResultSet rows = reader.createStatement().executeQuery("select id, body from t where id > 0");
            assertTrue(rows.next());
            WalFixture.write(dataSource, 4);

            LeakReport pin = pinReported();
            assertTrue(wal.walBytes() > WalFixture.SOFT_LIMIT);
            assertEquals("app", pin.poolName());
            assertEquals(Thread.currentThread().getName(), pin.threadName());
            assertEquals("select id, body from t where id > ?", pin.executingSql());
            assertTrue(
                    Arrays.stream(pin.acquiredAt().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().startsWith("halfReadResultSetIsNamed")),
                    "the stack that opened the connection");
            String log = wal.log();
            assertTrue(log.contains("connection #" + pin.sessionId() + " pins the write-ahead log"), log);
            assertTrue(log.contains("select id, body from t where id > ?"), log);
            assertTrue(log.contains("Its thread is now:"), log);

            rows.close();
            shrinks();
            assertEquals(1, log.split("pins the write-ahead log", -1).length - 1, "told once per pin");
            reader.close();
            assertEquals(80, Sql.rows(dataSource));
        }
    }

    @Test
    void readingTransactionIsNamedToo() throws Exception {
        MetricRegistry registry = new MetricRegistry();
        var config = wal.config().metricRegistry(registry).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            WalFixture.write(dataSource, 1);
            try (Connection reader = dataSource.getConnection()) {
                reader.setReadOnly(true);
                reader.setAutoCommit(false);
                try (Statement statement = reader.createStatement();
                        ResultSet row = statement.executeQuery("select count(*) from t")) {
                    assertTrue(row.next());
                    assertFalse(row.next());
                }
                WalFixture.write(dataSource, 4);
                assertEquals("select count(*) from t", pinReported().executingSql());
                assertTrue((Long) registry.getGauges().get("app.wal.Pinned").getValue() >= 100);
                assertTrue((Long) registry.getGauges().get("app.wal.Size").getValue() > WalFixture.SOFT_LIMIT);
            }
            shrinks();
            assertTrue(registry.getMeters().get("app.wal.Checkpoints").getCount() > 0);
            Waiting.until(
                    () -> registry.getGauges().get("app.wal.Pinned").getValue().equals(0L));
        }
    }

    @Test
    void resultSetThatWasReadToItsEndIsNotBlamed() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = wal.open();
                Connection done = dataSource.getConnection();
                Statement statement = done.createStatement();
                ResultSet finished = statement.executeQuery("select id from t")) {
            assertFalse(finished.next());
            WalFixture.write(dataSource, 1);
            try (Connection reader = dataSource.getConnection();
                    Statement query = reader.createStatement();
                    ResultSet rows = query.executeQuery("select body from t")) {
                assertTrue(rows.next());
                WalFixture.write(dataSource, 4);
                assertEquals("select body from t", pinReported().executingSql());
            }
            shrinks();
        }
    }

    @Test
    void readerOfAnotherProgramIsReportedAsSuch() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = wal.open()) {
            WalFixture.write(dataSource, 1);
            try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + wal.file);
                    Statement statement = stranger.createStatement();
                    ResultSet rows = statement.executeQuery("select body from t")) {
                assertTrue(rows.next());
                WalFixture.write(dataSource, 4);
                Waiting.until(() -> wal.log().contains("a reader outside this library has pinned the write-ahead log"));
            }
            shrinks();
        }
    }

    @Test
    void unusedReadIsEndedAfterMaxReadAgeAndItsUserIsTold() throws Exception {
        var config = wal.config().maxReadAge(Duration.ofSeconds(1)).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            WalFixture.write(dataSource, 1);
            try (Connection reader = dataSource.getConnection();
                    Connection inTransaction = dataSource.getConnection()) {
                ResultSet rows = reader.createStatement().executeQuery("select body from t");
                assertTrue(rows.next());
                inTransaction.setReadOnly(true);
                inTransaction.setAutoCommit(false);
                inTransaction.createStatement().executeQuery("select 1 from t").next();
                WalFixture.write(dataSource, 4);
                shrinks();

                var late = assertThrows(SessionClosedException.class, rows::next);
                assertTrue(late.getMessage().contains("maxReadAge"), late.getMessage());
                Statement next = inTransaction.createStatement();
                var refused = assertThrows(SQLException.class, () -> next.executeQuery("select 2"));
                assertTrue(refused.getMessage().contains("maxReadAge"), refused.getMessage());
                inTransaction.rollback();
                assertTrue(next.executeQuery("select 2").next());
                assertTrue(reader.createStatement().executeQuery("select 3").next());
            }
        }
    }

    @Test
    @Timeout(120)
    void readThatIsUsedIsNotEnded() throws Exception {
        var config = wal.config().maxReadAge(Duration.ofSeconds(2)).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                Connection reader = dataSource.getConnection();
                Connection idle = dataSource.getConnection()) {
            WalFixture.createTable(dataSource);
            WalFixture.write(dataSource, 1);
            ResultSet rows = reader.createStatement()
                    .executeQuery("with recursive n(i) as (select 1 union all select i + 1 from n) select i from n, t");
            // Another that is not used shows when the time is over.
            assertTrue(idle.createStatement().executeQuery("select id from t").next());
            while (!wal.log().contains("It began with: select id from t")) {
                assertTrue(rows.next());
            }
            assertTrue(rows.next());
            assertFalse(wal.log().contains("It began with: with recursive"), wal::log);
        }
    }

    @Test
    void aboveTheHardLimitWritersAreHeldUpForAMomentOnly() throws Exception {
        var config = wal.config().walHardLimit(2 * WalFixture.SOFT_LIMIT).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            WalFixture.write(dataSource, 1);
            // How old the read of somebody else is, nobody knows.
            try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + wal.file);
                    Statement statement = stranger.createStatement();
                    ResultSet rows = statement.executeQuery("select body from t")) {
                assertTrue(rows.next());
                WalFixture.write(dataSource, 4);
                awaitCheckpoint(0, report -> report.mode() == Mode.TRUNCATE && report.busy());
                WalFixture.write(dataSource, 1);
            }
            shrinks();
            assertTrue(
                    wal.checkpoints.stream().allMatch(report -> report.took().compareTo(Duration.ofSeconds(20)) < 0));
        }
    }

    @Test
    void writersAreNotHeldUpAgainForAReaderWhoWillNotEndSoon() throws Exception {
        var config = wal.config().walHardLimit(2 * WalFixture.SOFT_LIMIT).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            WalFixture.write(dataSource, 1);
            try (Connection reader = dataSource.getConnection();
                    Statement statement = reader.createStatement();
                    ResultSet rows = statement.executeQuery("select body from t")) {
                assertTrue(rows.next());
                int before = wal.checkpoints.size();
                WalFixture.write(dataSource, 4);
                awaitCheckpoint(before, report -> report.mode() == Mode.TRUNCATE && report.busy());
                Waiting.until(() -> {
                    var pin = dataSource.snapshot().wal().pin();
                    return pin != null && pin.age().toMillis() > 1_000;
                });
                // One that waits may be running still; it is told before the next that does not.
                int next = awaitCheckpoint(wal.checkpoints.size(), report -> report.mode() == Mode.PASSIVE);
                rows.close();
                awaitCheckpoint(next, report -> report.mode() == Mode.TRUNCATE);
                assertTrue(
                        wal.checkpoints.stream().skip(next).noneMatch(CheckpointReport::busy),
                        () -> wal.checkpoints
                                .subList(next, wal.checkpoints.size())
                                .toString());
            }
            shrinks();
        }
    }

    private int awaitCheckpoint(int from, Predicate<CheckpointReport> wanted) {
        Waiting.until(() -> wal.checkpoints.stream().skip(from).anyMatch(wanted));
        int index = from;
        while (!wanted.test(wal.checkpoints.get(index))) {
            index++;
        }
        return index;
    }
}
