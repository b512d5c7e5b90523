// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.testing.CapturedLog;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs which task when. Nothing here waits for a clock. */
class MaintenanceKeeperTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private Fixture fixture;
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void begin() {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void end() throws SQLException {
        fixture.close();
    }

    /** A keeper with the task {@code purge}. */
    private MaintenanceKeeper purging() throws SQLException {
        MaintenanceUser user = fixture.user(fixture.config());
        MaintenanceKeeper keeper = fixture.keeper(user);
        keeper.add(user, HOUR, "purge", limit -> runs.incrementAndGet());
        return keeper;
    }

    @Test
    void aTaskIsRunOncePerPeriodFromItsRegistrationOn() throws Exception {
        MaintenanceKeeper keeper = purging();
        keeper.look();
        keeper.look();
        fixture.clock.advance(HOUR.minusMillis(1));
        keeper.look();
        assertEquals(1, runs.get());
        fixture.clock.advance(Duration.ofMillis(1));
        keeper.look();
        keeper.look();
        assertEquals(2, runs.get());
    }

    @Test
    void oneOfTwoKeepersRunsIt() throws Exception {
        MaintenanceKeeper first = purging();
        MaintenanceKeeper second = purging();
        for (int period = 1; period <= 3; period++) {
            (period == 2 ? second : first).look();
            (period == 2 ? first : second).look();
            assertEquals(period, runs.get());
            fixture.clock.advance(HOUR);
        }
    }

    @Test
    void oneOfTwoDataSourcesRunsItAndBothHearOfIt() throws Exception {
        MaintenanceKeeper keeper = purging();
        MaintenanceUser second = fixture.user(fixture.config().poolName("second"));
        keeper.add(second);
        keeper.add(second, HOUR, "purge", limit -> runs.incrementAndGet());
        keeper.look();
        assertEquals(1, runs.get());
        assertEquals(List.of("purge", "purge"), fixture.tasksRun());
    }

    @Test
    void aRestartRunsNothingAgain() throws Exception {
        purging().look();
        fixture.clock.advance(HOUR.dividedBy(2));
        purging().look();
        assertEquals(1, runs.get());
        fixture.clock.advance(HOUR.dividedBy(2));
        purging().look();
        assertEquals(2, runs.get());
    }

    @Test
    void aClockThatWasSetBackDoesNotStopTasks() throws Exception {
        MaintenanceKeeper keeper = purging();
        keeper.look();
        fixture.clock.advance(Duration.ofDays(-400));
        MaintenanceKeeper restarted = purging();
        restarted.look();
        restarted.look();
        assertEquals(2, runs.get());
    }

    @Test
    void whoDoesNotHaveTheLeaseRunsNothing() throws Exception {
        MaintenanceKeeper keeper = purging();
        Path ledger = LedgerFile.beside(fixture.file);
        try (FileChannel other = FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertFalse(keeper.look().isZero());
            assertEquals(0, runs.get());
        }
        keeper.look();
        assertEquals(1, runs.get());
    }

    @Test
    void aTaskThatFailsStopsNoOtherAndIsRunInTheNextPeriod() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config());
        MaintenanceKeeper keeper = fixture.keeper(user);
        keeper.add(user, HOUR, "bad", limit -> {
            runs.incrementAndGet();
            throw new NoClassDefFoundError("missing");
        });
        keeper.add(user, HOUR, "good", limit -> {});
        try (CapturedLog log = new CapturedLog()) {
            keeper.look();
            keeper.look();
            assertEquals(List.of("bad", "good"), fixture.tasksRun());
            fixture.clock.advance(HOUR);
            keeper.look();
            assertTrue(log.text().contains("maintenance task \"bad\" failed"), log.text());
        }
        assertEquals(2, runs.get());
        assertInstanceOf(NoClassDefFoundError.class, fixture.reports.get(0).failure());
        assertTrue(fixture.reports.get(1).succeeded());
    }

    @Test
    void aTaskThatFailsEachSecondIsLoggedEachHour() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config());
        MaintenanceKeeper keeper = fixture.keeper(user);
        keeper.add(user, Duration.ofSeconds(1), "bad", limit -> {
            throw new SQLException("no");
        });
        try (CapturedLog log = new CapturedLog()) {
            for (int second = 0; second < 3700; second += 100) {
                keeper.look();
                fixture.clock.advance(Duration.ofSeconds(100));
            }
            assertEquals(3, log.text().split("task \"bad\" failed", -1).length, log.text());
        }
    }

    @Test
    void aRunOverItsTimeIsInterruptedAgainAndAgain() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config().maintenanceTimeout(Duration.ofMillis(1234)));
        MaintenanceKeeper keeper = fixture.keeper(user);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch swallowed = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        fixture.alarms.clear();
        keeper.add(user, HOUR, "endless", limit -> {
            limit.endWith(ended::incrementAndGet);
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException once) {
                swallowed.countDown();
                new CountDownLatch(1).await();
            }
        });
        fixture.alarms.clear();
        try (CapturedLog log = new CapturedLog()) {
            CompletableFuture<Void> look = CompletableFuture.runAsync(keeper::look);
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            ringTheNewest();
            assertTrue(swallowed.await(60, TimeUnit.SECONDS));
            ringTheNewest();
            look.get(60, TimeUnit.SECONDS);
            assertTrue(log.text().contains("longer than 1234 ms (maintenanceTimeout)"), log.text());
        }
        MaintenanceReport report = fixture.reports.get(0);
        assertInstanceOf(SQLTimeoutException.class, report.failure());
        assertInstanceOf(InterruptedException.class, report.failure().getCause());
        assertEquals(2, ended.get());
        fixture.alarms.forEach(Runnable::run);
        assertEquals(2, ended.get(), "a run that is over is left alone");
    }

    @Test
    void whatRunsOnDemandHasTheSameBound() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config().maintenanceTimeout(Duration.ofMillis(1234)));
        MaintenanceKeeper keeper = fixture.keeper(user);
        CountDownLatch begun = new CountDownLatch(1);
        fixture.alarms.clear();
        CompletableFuture<String> check = CompletableFuture.supplyAsync(() -> {
            var tooLong = assertThrows(
                    SQLTimeoutException.class,
                    () -> keeper.runNow(user, "check", limit -> {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    }));
            assertFalse(Thread.interrupted());
            return tooLong.getMessage();
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        ringTheNewest();
        String message = check.get(60, TimeUnit.SECONDS);
        assertTrue(message.contains("longer than 1234 ms (maintenanceTimeout)"), message);
        assertEquals(List.of(), fixture.reports);
    }

    @Test
    void aBoundThatIsLiftedRunsOutNoMore() throws Exception {
        Runnable[] alarm = new Runnable[1];
        try (TimeLimit limit = TimeLimit.start(
                (delay, action) -> {
                    alarm[0] = action;
                    return () -> alarm[0] = null;
                },
                HOUR)) {
            assertNotNull(alarm[0]);
            limit.lift();
            assertNull(alarm[0]);
            limit.check();
            limit.stop();
            assertThrows(SQLException.class, limit::check);
            assertFalse(limit.ranOut());
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private void ringTheNewest() {
        fixture.alarms.get(fixture.alarms.size() - 1).run();
    }

    @Test
    void aTaskThatIsEndedByCloseIsNobodysRun() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config());
        MaintenanceKeeper keeper = fixture.keeper(user);
        CountDownLatch begun = new CountDownLatch(1);
        keeper.add(user, HOUR, "purge", limit -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        CompletableFuture<Void> look = CompletableFuture.runAsync(keeper::look);
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        assertTrue(keeper.remove(user));
        keeper.left(user, true);
        look.get(60, TimeUnit.SECONDS);
        assertEquals(List.of(), fixture.reports);
        assertEquals(List.of(), fixture.alarms);
        purging().look();
        assertEquals(1, runs.get());
    }

    @Test
    void aLineThatWasHalfWrittenCountsAsNone() throws Exception {
        MaintenanceKeeper keeper = purging();
        keeper.look();
        Path ledger = LedgerFile.beside(fixture.file);
        String text = Files.readString(ledger);
        assertTrue(text.endsWith(" purge\n"), text);
        Files.writeString(ledger, text.substring(0, text.length() - 3));
        purging().look();
        assertEquals(2, runs.get());
        Files.writeString(ledger, text.replace("2026-03", "2026-0"));
        purging().look();
        assertEquals(3, runs.get());
    }

    @Test
    void aForeignFileInItsPlaceIsLeftAlone() throws Exception {
        Path ledger = LedgerFile.beside(Files.createFile(fixture.file));
        Files.writeString(ledger, "my notes");
        MaintenanceKeeper keeper = purging();
        try (CapturedLog log = new CapturedLog()) {
            keeper.look();
            keeper.look();
            assertTrue(log.text().contains("is not a file of this library"), log.text());
            assertEquals(2, log.text().split("task \"purge\" failed", -1).length, log.text());
        }
        assertEquals(0, runs.get());
        assertEquals(List.of("purge", "purge"), fixture.tasksRun());
        assertFalse(fixture.reports.get(0).succeeded());
        assertEquals("my notes", Files.readString(ledger));
        Files.delete(ledger);
        keeper.look();
        assertEquals(1, runs.get());
    }

    @Test
    void nothingIsRunWhileTheDatabaseIsGone() throws Exception {
        MaintenanceKeeper keeper = purging();
        Path moved = folder.resolve("moved.db");
        Files.move(fixture.file, moved);
        keeper.look();
        assertEquals(0, runs.get());
        Files.createFile(fixture.file);
        keeper.look();
        assertEquals(0, runs.get());
        Files.delete(fixture.file);
        Files.move(moved, fixture.file);
        keeper.look();
        assertEquals(1, runs.get());
    }

    @Test
    void tasksOfADatabaseInMemoryNeedNoFile() throws Exception {
        MaintenanceUser user = fixture.user(io.github.safesqlite.config.SqliteConfig.builder(":memory:"));
        var keeper = new MaintenanceKeeper(
                null, LedgerLock.alone(), fixture.clock, System::nanoTime, (delay, action) -> () -> {});
        keeper.add(user);
        keeper.add(user, HOUR, "purge", limit -> runs.incrementAndGet());
        keeper.look();
        keeper.look();
        assertEquals(1, runs.get());
    }

    @Test
    void namesAndIntervalsAreChecked() throws Exception {
        MaintenanceUser user = fixture.user(fixture.config());
        MaintenanceKeeper keeper = fixture.keeper(user);
        keeper.add(user, HOUR, "purge", limit -> {});
        for (String name : List.of("purge", "backup", " ", "two\nlines", "")) {
            assertNotNull(assertThrows(IllegalArgumentException.class, () -> keeper.add(user, HOUR, name, limit -> {}))
                    .getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> keeper.add(user, Duration.ZERO, "other", limit -> {}));
    }
}
