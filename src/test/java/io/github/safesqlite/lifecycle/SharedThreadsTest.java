// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All DataSources of the JVM share a few threads, which end with the last one. */
@Timeout(180)
class SharedThreadsTest {
    /** The timer, the watch, 16 for housekeeping and 4 for maintenance: see docs/operations.md. */
    private static final int MOST_THREADS = 22;

    @TempDir
    Path directory;

    private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

    private Set<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && !thread.getName().startsWith("awaitility"))
                .map(thread -> thread.getName() + "#" + thread.getId())
                .collect(Collectors.toSet());
    }

    private SqliteConfigBuilder config(int number) {
        return SqliteConfig.builder(directory.resolve("tenant-" + number + ".db"))
                .poolName("tenant-" + number)
                .slowWriteThresholdOff();
    }

    private static void write(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(60);
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
            statement.executeUpdate("INSERT INTO t VALUES (1)");
        }
    }

    @Test
    void threeHundredDataSourcesNeedNoMoreThreadsThanAFew() throws Exception {
        List<ConcurrencySafeSqliteDataSource> sources = new ArrayList<>();
        int most = 0;
        try {
            for (int number = 0; number < 300; number++) {
                sources.add(new ConcurrencySafeSqliteDataSource(config(number)
                        .leakDetectionThreshold(Duration.ofMillis(400))
                        .build()));
                most = Math.max(most, newThreads().size());
            }
            for (ConcurrencySafeSqliteDataSource source : sources) {
                write(source);
            }
            Waiting.until(() -> sources.stream().allMatch(SharedThreadsTest::hasIdleConnections));
            assertTrue(newThreads().size() <= MOST_THREADS, () -> "threads: " + newThreads());
        } finally {
            for (ConcurrencySafeSqliteDataSource source : sources) {
                source.close();
            }
        }
        assertTrue(most <= MOST_THREADS, most + " threads while they were opened");
        assertEquals(Set.of(), newThreads());
    }

    /** Not in each round: between two of them a slow machine may take longer than the threads rest. */
    @Test
    void connectionsByUrlOneAfterTheOtherShareThreadsWhichEndByThemselves() {
        Waiting.until(() -> {
            Set<String> threads = threadsAfterAConnectionByUrl();
            return !threads.isEmpty() && threads.equals(threadsAfterAConnectionByUrl());
        });
        Waiting.until(() -> newThreads().isEmpty());
    }

    private Set<String> threadsAfterAConnectionByUrl() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:safesqlite:" + directory.resolve("url.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
        }
        return newThreads();
    }

    private static boolean hasIdleConnections(ConcurrencySafeSqliteDataSource source) {
        try {
            return source.statistics().idle() >= source.config().minimumIdle();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits in the leak report until it is told to go on. */
    private static final class Blocking implements InlineListener {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void leakDetected(LeakReport report) {
            reached.countDown();
            try {
                goOn.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void dataSourcesWhoseHousekeepingIsBlockedDoNotStopTheLeakReportsOfOthers() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        List<Blocking> blocked = new ArrayList<>();
        CountDownLatch reported = new CountDownLatch(1);
        try (CapturedLog log = new CapturedLog()) {
            for (int number = 0; number < 6; number++) {
                Blocking blocking = new Blocking();
                blocked.add(blocking);
                open.add(leaking(config(number).listener(blocking), open));
            }
            for (Blocking blocking : blocked) {
                assertTrue(blocking.reached.await(60, TimeUnit.SECONDS));
            }
            leaking(
                    config(6).listener(new InlineListener() {
                        @Override
                        public void leakDetected(LeakReport report) {
                            reported.countDown();
                        }
                    }),
                    open);
            assertTrue(reported.await(60, TimeUnit.SECONDS), log::text);
        } finally {
            blocked.forEach(blocking -> blocking.goOn.countDown());
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        assertEquals(Set.of(), newThreads());
    }

    private static ConcurrencySafeSqliteDataSource leaking(SqliteConfigBuilder config, List<AutoCloseable> open)
            throws SQLException {
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(
                config.leakDetectionThreshold(Duration.ofMillis(10)).build());
        Connection held = source.getConnection();
        open.add(0, held);
        open.add(source);
        held.createStatement().executeQuery("SELECT 1").next();
        return source;
    }

    @Test
    void housekeepingSurvivesAnErrorAndSaysSoOnce() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (CapturedLog log = new CapturedLog();
                ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config(1)
                        .minimumIdle(2)
                        .idleTimeout(Duration.ofMillis(100))
                        .connectionCustomizer(connection -> {
                            if (Thread.currentThread().getName().equals("tenant-1-idle-connections")
                                    && failures.incrementAndGet() <= 3) {
                                throw new AssertionError("from the test");
                            }
                        })
                        .build())) {
            Waiting.until(() -> failures.get() > 3 && hasIdleConnections(source));
            assertEquals(
                    1,
                    log.problems().stream()
                            .filter(line -> line.contains("a background task failed"))
                            .count(),
                    log::text);
        }
    }
}
