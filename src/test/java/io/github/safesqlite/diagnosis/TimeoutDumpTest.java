// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said when somebody waits in vain, or makes others wait for long. */
class TimeoutDumpTest extends OnOneDatabase {
    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = new CapturedLog();
    }

    @AfterEach
    void endCapture() {
        log.close();
    }

    private void open(Consumer<SqliteConfigBuilder> options) throws SQLException {
        SqliteConfigBuilder builder = options();
        options.accept(builder);
        open(builder, "CREATE TABLE orders(id INTEGER PRIMARY KEY, note TEXT)");
    }

    private static int occurrences(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void gateTimeoutNamesTheHolderAndLogsTheWholeTableOnce() throws Exception {
        open(options -> options.writeTimeout(Duration.ofMillis(300)));
        try (ConcurrencySafeSqliteDataSource patient =
                        new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                                .poolName("jobs")
                                .build());
                Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('secret')");
            Workers patients = new Workers();
            for (int i = 1; i <= 2; i++) {
                patients.start("patient-" + i, () -> write(patient, "DELETE FROM orders WHERE note = 'secret'"));
            }
            Waiting.until(() -> patient.statistics().writeWaiters() == 2);
            for (int i = 1; i <= 3; i++) {
                workers.start("late-" + i, () -> {
                    var timeout = assertThrows(
                            WriteGateTimeoutException.class, () -> write("DELETE FROM orders WHERE note = 'secret'"));
                    assertTrue(timeout.getMessage().contains("(writeTimeout)"), timeout.getMessage());
                    assertTrue(
                            timeout.getMessage().contains("INSERT INTO orders(note) VALUES (?)"), timeout.getMessage());
                });
            }
            workers.join();
            holder.commit();
            patients.join();
        }
        String text = log.text();
        assertEquals(1, occurrences(text, "Holders and waiters now, oldest first:"), text);
        assertTrue(text.contains("did not enter the write gate within"), text);
        assertTrue(text.contains("write gate: held for"), text);
        assertTrue(text.matches("(?s).*INSERT INTO orders\\(note\\) VALUES \\(\\?\\); [234] waiting.*"), text);
        assertTrue(text.matches("(?s).*\\n +place +connection +pool +waited ms +thread.*"), text);
        assertTrue(text.contains("jobs  "), text);
        assertTrue(text.contains("also on this file: jobs"), text);
        assertTrue(text.contains("DELETE FROM orders WHERE note = ?"), text);
        assertTrue(text.contains("io.github.safesqlite.diagnosis.TimeoutDumpTest.gateTimeout"), text);
        assertFalse(text.contains("secret"), text);
        assertEquals(3, dataSource.snapshot().counts().gateTimeouts());
    }

    @Test
    void connectionTimeoutNamesHoldersWithTheirSqlAndLogsTheTable() throws Exception {
        open(options -> options.maximumPoolSize(1).minimumIdle(0).connectionTimeout(Duration.ofMillis(200)));
        try (Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders WHERE id > 17");
                Connection second = dataSource.getConnection();
                Statement other = second.createStatement()) {
            assertFalse(rows.isClosed());
            var timeout =
                    assertThrows(ConnectionTimeoutException.class, () -> other.executeQuery("SELECT 1 FROM orders"));
            assertTrue(timeout.getMessage().contains("(SELECT note FROM orders WHERE id > ?)"), timeout.getMessage());
        }
        assertTrue(log.text().contains("got no physical connection within"), log.text());
        assertTrue(log.text().contains("connections: 2 open, 1 result sets open"), log.text());
        assertEquals(1, dataSource.snapshot().counts().connectionTimeouts());
    }

    @Test
    void busyTimeoutSaysThatTheLockIsOutsideAndLogsTheTable() throws Exception {
        // So long that even a busy computer tries more than once.
        open(options -> options.writeTimeout(Duration.ofSeconds(2)));
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement lock = foreign.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            assertThrows(BusyException.class, () -> write("INSERT INTO orders(note) VALUES ('x')"));
            lock.execute("ROLLBACK");
        }
        assertTrue(log.text().contains("found SQLite busy after"), log.text());
        assertTrue(log.text().contains("what is known of the lock"), log.text());
        assertTrue(dataSource.snapshot().counts().busyRetries() > 0);
        assertEquals(1, dataSource.snapshot().counts().busyExhausted());
    }

    @Test
    void slowWriterIsNamedWhileItHoldsAndChargedForTheWaitsWhenItLeaves() throws Exception {
        AtomicLong inflicted = new AtomicLong();
        open(options -> options.slowWriteThreshold(Duration.ofMillis(100)).listener(new InlineListener() {
            @Override
            public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
                inflicted.accumulateAndGet(inflictedNanos, Math::max);
            }
        }));
        try (Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('secret')");
            workers.start("queued-1", () -> write("DELETE FROM orders"));
            workers.start("queued-2", () -> write("DELETE FROM orders"));
            Waiting.until(() -> dataSource.statistics().writeWaiters() == 2);
            long start = System.nanoTime();
            Waiting.until(() -> log.text().contains("VALUES (?)) (slowWriteThreshold=100 ms), "));
            Waiting.until(() -> System.nanoTime() - start > 200_000_000);
            assertTrue(log.text().contains("TimeoutDumpTest.slowWriterIsNamed"), "the stack of now: " + log.text());
            assertTrue(
                    dataSource.snapshot().advice().contains("; shorten that transaction rather than raising a timeout")
                            || dataSource.snapshot().advice().contains("nothing to do"),
                    dataSource.snapshot().advice());
            holder.commit();
        }
        workers.join();
        // Two waited 200 ms each. If the report is still under way in the background, its end is told there.
        Waiting.until(() -> inflicted.get() >= 400_000_000);
        assertTrue(log.text().contains("slow write over: the write gate was held for"), log.text());
        assertTrue(log.text().contains("(INSERT INTO orders(note) VALUES (?)); others waited"), log.text());
        String advice = dataSource.snapshot().advice();
        assertTrue(
                advice.matches(
                        "writers wait \\d+ % of their time; holder `INSERT INTO orders\\(note\\) VALUES \\(\\?\\)`"
                                + " averages \\d+ ms; shorten that transaction rather than raising a timeout"),
                advice);
    }
}
