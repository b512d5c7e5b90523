// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ConnectionPoolRacesTest {
    /**
     * A clock that releases the connection at the moment between the waiter's last look and its giving up: the waiter asks for
     * the remaining time, learns that there is none, and has been served meanwhile.
     */
    private static Deadline expiringWhile(Runnable meanwhile) {
        var readings = new AtomicInteger();
        Ticker ticker = () -> {
            if (readings.getAndIncrement() == 1) {
                meanwhile.run();
            }
            return readings.get() > 1 ? Duration.ofHours(1).toNanos() : 0;
        };
        return Deadline.after(ticker, Duration.ofSeconds(1), "connectionTimeout");
    }

    @Test
    void whatIsHandedOverAtTheDeadlineIsTaken() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            Deadline deadline = expiringWhile(() -> fixture.pool.release(only));
            assertSame(only, fixture.pool.acquireReader(2, deadline));
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
        }
    }

    @Test
    void anErrorWhileWaitingLeavesNobodyInTheQueue() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            Deadline broken = expiringWhile(() -> {
                throw new StackOverflowError("while waiting");
            });
            assertThrows(StackOverflowError.class, () -> fixture.pool.acquireReader(2, broken));
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void whatIsHandedToAThreadThatStopsWithAnErrorIsGivenBack() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            Deadline broken = expiringWhile(() -> {
                fixture.ticker.advance(Duration.ofMillis(25));
                fixture.pool.release(only);
                fixture.assertStats(1, 0, 0, 0);
                throw new StackOverflowError("just served");
            });
            assertThrows(StackOverflowError.class, () -> fixture.pool.acquireReader(2, broken));
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void aPermitToOpenOfAThreadThatStopsWithAnErrorIsGivenBack() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            Deadline broken = expiringWhile(() -> {
                fixture.ticker.advance(Duration.ofMillis(25));
                only.connection().discard("broken");
                fixture.pool.release(only);
                throw new StackOverflowError("just permitted");
            });
            assertThrows(StackOverflowError.class, () -> fixture.pool.acquireReader(2, broken));
            fixture.assertStats(0, 0, 0, 0);
            fixture.pool.release(fixture.reader(3));
        }
    }

    @Test
    void aWaiterThatWasOvertakenLongEnoughIsHandedTheNextConnection() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var waiting = fixture.waitingReader(2);
            fixture.ticker.advance(Duration.ofMillis(25));
            fixture.pool.release(only);
            // At once, before the waiter's thread could run: no newcomer finds it idle.
            fixture.assertStats(1, 0, 0, 0);
            assertSame(only, waiting.get(60, TimeUnit.SECONDS));
            fixture.pool.release(only);
        }
    }

    @Test
    void aNewcomerStandsBehindAWaiterThatWasOvertakenLongEnough() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var first = fixture.waitingReader(2);
            fixture.ticker.advance(Duration.ofMillis(25));
            var second = fixture.waitingReader(3);
            fixture.pool.release(only);
            assertSame(only, first.get(60, TimeUnit.SECONDS));
            assertFalse(second.isDone());
            fixture.pool.release(only);
            assertSame(only, second.get(60, TimeUnit.SECONDS));
            fixture.pool.release(only);
        }
    }

    @Test
    void theReasonOfACancelBeatsTheDeadline() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var reason = new SQLException("aborted");
            Deadline deadline = expiringWhile(() -> fixture.pool.cancelWait(2, reason));
            assertSame(reason, assertThrows(SQLException.class, () -> fixture.pool.acquireReader(2, deadline)));
            fixture.pool.release(only);
        }
    }

    @Test
    void aCancelThatCameJustBeforeTheWaitEndsItToo() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var reason = new SQLException("aborted");
            fixture.pool.cancelWait(2, reason);
            Deadline deadline = PoolFixture.within(Duration.ofHours(1));
            assertSame(
                    reason,
                    assertThrows(SQLException.class, () -> fixture.pool.acquireReader(2, deadline, () -> reason)));
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void aWaiterThatTimedOutIsNeverHandedAConnection() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            assertThrows(
                    ConnectionTimeoutException.class,
                    () -> fixture.pool.acquireReader(2, PoolFixture.within(Duration.ofMillis(2))));
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void anInterruptedWaiterLeavesAndKeepsItsFlag() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            var thread = new CompletableFuture<Thread>();
            var flagKept = new CompletableFuture<Boolean>();
            CompletableFuture<Loan> waiter = fixture.waiting(() -> {
                thread.complete(Thread.currentThread());
                try {
                    return fixture.reader(2);
                } finally {
                    flagKept.complete(Thread.interrupted());
                }
            });
            thread.get().interrupt();
            var failure = assertThrows(ExecutionException.class, () -> waiter.get(60, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof StatementCancelledException, failure.toString());
            assertTrue(flagKept.get());
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
            fixture.assertStats(0, 1, 0, 0);
        }
    }

    @Test
    void aCancelledWaiterLeavesWithTheReason() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            Loan only = fixture.reader(1);
            CompletableFuture<Loan> cancelled = fixture.waitingReader(2);
            CompletableFuture<Loan> other = fixture.waitingReader(3);
            var reason = new SQLException("aborted");
            fixture.pool.cancelWait(2, reason);
            assertSame(
                    reason,
                    assertThrows(ExecutionException.class, () -> cancelled.get(60, TimeUnit.SECONDS))
                            .getCause());
            assertFalse(other.isDone());
            fixture.pool.release(only);
            assertSame(only, other.get(60, TimeUnit.SECONDS));
            fixture.pool.cancelWait(3, reason);
            fixture.assertStats(1, 0, 0, 0);
            fixture.pool.release(only);
        }
    }

    @Test
    void opensDoNotWaitForEachOther() throws Exception {
        try (var fixture = new PoolFixture(2)) {
            var bothOpening = new CountDownLatch(2);
            fixture.opener.beforeOpen = number -> {
                bothOpening.countDown();
                await(bothOpening);
                fixture.pool.stats();
            };
            var other = new FutureTask<>(() -> fixture.reader(1));
            new Thread(other, "other").start();
            Loan mine = fixture.reader(2);
            fixture.pool.release(other.get(60, TimeUnit.SECONDS));
            fixture.pool.release(mine);
        }
    }

    @Test
    void poolClosedWhileOpeningClosesWhatWasOpened() throws Exception {
        try (var fixture = new PoolFixture(1)) {
            fixture.opener.beforeOpen = number -> fixture.pool.close(PoolFixture.within(Duration.ZERO));
            assertThrows(SQLException.class, () -> fixture.reader(1));
            fixture.assertStats(0, 0, 0, 0);
        }
    }

    /** Invariant: what is bound is bound once, never more run than allowed, and in the end nothing is missing. */
    @Test
    void numbersStayRightWhenManyThreadsTakeParkDiscardAndGiveUp() throws Exception {
        int threads = 8;
        try (var fixture = new PoolFixture(3, 1, 2)) {
            var inUse = new boolean[10_000];
            var gate = new Object();
            var writing = new AtomicInteger();
            ExecutorService workers = Executors.newFixedThreadPool(threads);
            List<Future<?>> runs = new ArrayList<>();
            for (int worker = 0; worker < threads; worker++) {
                int session = worker + 1;
                var random = new Random(session);
                runs.add(workers.submit(() -> {
                    for (int round = 0; round < 2_000; round++) {
                        int choice = random.nextInt(20);
                        boolean write = choice < 5 && writing.compareAndSet(0, 1);
                        try {
                            oneUse(fixture, session, write, choice, inUse, gate);
                        } finally {
                            if (write) {
                                writing.set(0);
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(150, TimeUnit.SECONDS);
            }
            workers.shutdown();
            PoolSnapshot stats = fixture.pool.stats();
            assertEquals(0, stats.active());
            assertEquals(0, stats.parked());
            assertTrue(stats.total() <= 3 + 1 + 2, stats.describe());
        }
    }

    private static void oneUse(
            PoolFixture fixture, int session, boolean write, int choice, boolean[] inUse, Object gate)
            throws SQLException {
        Deadline deadline = PoolFixture.within(choice == 6 ? Duration.ofNanos(1) : Duration.ofSeconds(120));
        Loan connection;
        try {
            connection = write
                    ? fixture.pool.acquireWriter(session, deadline)
                    : fixture.pool.acquireReader(session, deadline);
        } catch (ConnectionTimeoutException gaveUp) {
            assertEquals(6, choice);
            return;
        }
        int slot = (int) (connection.connection().id() % inUse.length);
        synchronized (gate) {
            assertFalse(inUse[slot], "bound twice");
            inUse[slot] = true;
        }
        PoolSnapshot stats = fixture.pool.stats();
        assertTrue(stats.total() <= 3 + 1 + 2, stats.describe());
        assertEquals(stats.total(), stats.active() + stats.idle());
        if (!write && choice > 16) {
            fixture.pool.parked(connection);
            fixture.pool.unparked(connection);
        }
        if (choice == 10) {
            connection.connection().discard("test");
        }
        if (choice == 11) {
            fixture.pool.maintain();
        }
        synchronized (gate) {
            inUse[slot] = false;
        }
        fixture.pool.release(connection);
    }

    private static void await(CountDownLatch latch) throws SQLException {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException interrupt) {
            throw new SQLException(interrupt);
        }
    }
}
