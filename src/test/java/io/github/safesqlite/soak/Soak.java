// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Writers, readers, backups, maintenance and readers that are forgotten half-way, all on one file, until the time is over. */
final class Soak {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int READERS = 3;

    private final Plan plan;
    private final Path file;
    private final Books books = new Books();
    private final Observer observer;
    private final SoakReport report;
    private final ConcurrencySafeSqliteDataSource source;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final LongAdder reads = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();

    /** Something that is done again and again. */
    @FunctionalInterface
    private interface Duty {
        void run() throws Exception;
    }

    Soak(Plan plan, Path folder, Path reportFile) throws SQLException, IOException {
        this.plan = plan;
        this.file = folder.resolve("app.db");
        this.observer = new Observer(file);
        this.report = new SoakReport(plan, reportFile);
        this.source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                .walSoftLimit(Plan.SOFT_LIMIT)
                .walHardLimit(Plan.HARD_LIMIT)
                .checkpointInterval(Duration.ofSeconds(5))
                .pinThreshold(plan.pinThreshold())
                .leakDetectionThreshold(Duration.ofHours(1))
                .selfCheckInterval(plan.selfCheckEvery())
                .connectionTimeout(SOON)
                .writeTimeout(SOON)
                .closeTimeout(SOON)
                .pragma("auto_vacuum", "INCREMENTAL")
                .optimizeInterval(plan.maintainEvery())
                .vacuumInterval(plan.maintainEvery())
                .checkInterval(plan.maintainEvery())
                .walTruncateInterval(plan.maintainEvery())
                .backupDirectory(Files.createDirectory(folder.resolve("backups")))
                .backupInterval(plan.maintainEvery())
                .backupRetention(2)
                .listener(observer)
                .build());
    }

    void run() throws Exception {
        try {
            try (Connection connection = source.getConnection()) {
                books.create(connection);
            }
            source.maintenance().every(plan.maintainEvery(), "purge", connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("delete from ballast where id = (select max(id) from ballast)");
                }
            });
            awaitSmallLog();
            startAll();
            for (int slice = 1; slice <= plan.slices() && !over.await(sliceMillis(), TimeUnit.MILLISECONDS); slice++) {
                report.slice(slice, books.acknowledged(), reads.sum(), observer.largestWalOfSlice());
            }
            end();
            assertUnused();
            try (Connection connection = source.getConnection()) {
                books.check(connection, books.soFar(), "the database");
            }
        } finally {
            over.countDown();
            source.close();
        }
        checkClosedFile();
        report.write(books, observer);
    }

    private long sliceMillis() {
        return plan.duration().toMillis() / plan.slices();
    }

    private void startAll() {
        for (int worker = 0; worker < books.workers().size(); worker++) {
            int number = worker;
            Unit unit = books.workers().get(worker);
            repeat(unit + "-" + worker, Plan.REST, () -> {
                unit.write(source, number, books.begin(number));
                books.acknowledge(number);
            });
        }
        for (int reader = 0; reader < READERS; reader++) {
            repeat("reader-" + reader, Plan.REST, this::read);
        }
        repeat("observer", Duration.ofMillis(20), observer::look);
        repeat("backup", plan.backupEvery(), this::backUp);
        repeat("forgetful", plan.pinEvery().minus(plan.pinHeld()).dividedBy(2), this::forgetResultSet);
    }

    /** One thread that rests, then does its duty, until the soak is over or anybody has failed. */
    private void repeat(String name, Duration rest, Duty duty) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!over.await(rest.toNanos(), TimeUnit.NANOSECONDS)) {
                            duty.run();
                        }
                    } catch (Throwable broken) {
                        failure.compareAndSet(null, new AssertionError(name + ": " + broken.getMessage(), broken));
                        over.countDown();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void end() throws Exception {
        over.countDown();
        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
            assertTrue(!thread.isAlive() || failure.get() != null, () -> thread.getName() + " does not end");
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    /** A short read, and a look at all accounts in one snapshot now and then. */
    private void read() throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (ThreadLocalRandom.current().nextInt(20) == 0) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select sum(balance), count(*) from account")) {
                    row.next();
                    assertEquals(0, row.getLong(1), "sum of balances in a snapshot");
                    assertEquals(Unit.ACCOUNTS, row.getLong(2));
                }
            } else {
                try (PreparedStatement select =
                        connection.prepareStatement("select id, number, body from entry order by id desc limit 50")) {
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            assertEquals(400, rows.getBytes(3).length);
                        }
                    }
                }
            }
        }
        reads.increment();
    }

    private void backUp() throws SQLException {
        Path copy = file.resolveSibling("backup.db");
        long[] atLeast = books.soFar();
        long start = System.nanoTime();
        source.backup(copy);
        report.backup(System.nanoTime() - start);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            books.check(connection, atLeast, "a backup");
        }
    }

    private void forgetResultSet() throws Exception {
        int pinsBefore = observer.pins.size();
        int reclaimedBefore = observer.reclaimed.size();
        observer.pinned(true);
        long start = System.nanoTime();
        Connection reader = readHalf();
        over.await(plan.pinHeld().toNanos(), TimeUnit.NANOSECONDS);
        Waiting.until(() -> over.getCount() == 0 || observer.pins.size() > pinsBefore);
        long largest = observer.walBytes();
        java.lang.ref.Reference.reachabilityFence(reader);
        reader = null;
        Waiting.until(() -> {
            System.gc();
            return observer.reclaimed.size() > reclaimedBefore;
        });
        long freed = System.nanoTime();
        Waiting.until(() -> observer.walBytes() <= Plan.SOFT_LIMIT);
        if (over.getCount() > 0) {
            report.pin(freed - start, largest, System.nanoTime() - freed);
        }
        observer.pinned(false);
    }

    private void awaitSmallLog() {
        Waiting.until(() -> observer.walBytes() <= Plan.SOFT_LIMIT);
    }

    /** Leaves a result set open in the middle; it pins the log until its connection is closed or collected. */
    private Connection readHalf() throws SQLException {
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id, body from ballast");
        assertTrue(rows.next());
        return connection;
    }

    private void assertUnused() {
        await().atMost(SOON).untilAsserted(() -> {
            var now = source.statistics();
            assertEquals(0, now.openSessions(), "open sessions");
            assertEquals(0, now.active(), "bound connections");
            assertEquals(0, now.pending(), "waiting for a connection");
            assertEquals(0, now.writeWaiters(), "waiting for the write gate");
        });
        assertEquals(0, observer.problems.sum(), "timeouts and stale snapshots");
        assertEquals(List.of(), observer.violations, "what the self-check found");
    }

    /** What another program finds when the application has ended. */
    private void checkClosedFile() throws SQLException {
        assertEquals(0, observer.walBytes(), "the log after the close");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            books.check(connection, books.soFar(), "the closed file");
        }
    }

    Observer observer() {
        return observer;
    }
}
