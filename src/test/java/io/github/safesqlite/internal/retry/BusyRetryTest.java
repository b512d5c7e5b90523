// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sqlite.core.DB;

class BusyRetryTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> rests = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Sleeper sleeper = nanos -> {
        rests.add(nanos);
        now.addAndGet(nanos);
    };
    private final Backoff backoff = new Backoff(sleeper);
    private final Listeners listeners = Listeners.of(new InlineListener() {
        @Override
        public void busyRetried(long sessionId, int attempt) {
            events.add(sessionId + " attempt " + attempt);
        }

        @Override
        public void busyExhausted(long sessionId, int attempts) {
            events.add(sessionId + " exhausted " + attempts);
        }
    });
    private double random;

    @Test
    void firstSuccessNeedsNoWait() throws Exception {
        assertEquals("done", run(retry(5), never(), () -> "done"));
        assertEquals(List.of(), rests);
        assertEquals(List.of(), events);
    }

    @Test
    void busyAttemptIsRepeatedUntilItSucceeds() throws Exception {
        BusyScript script = new BusyScript(5, 261, 262, 0);
        assertEquals("done", run(retry(10), never(), script));
        assertEquals(4, script.attempts);
        assertEquals(List.of("7 attempt 2", "7 attempt 3", "7 attempt 4"), events);
    }

    @Test
    void waitsDoubleUpToTheMaximum() {
        assertThrows(BusyException.class, () -> run(retry(8), never(), new BusyScript(5)));
        assertEquals(micros(50, 100, 200, 400, 800, 1000, 1000), rests);
    }

    @Test
    void jitterTakesPartOfTheWait() {
        random = 0.5;
        assertThrows(BusyException.class, () -> run(retry(3), never(), new BusyScript(5)));
        assertEquals(List.of(37_500L, 75_000L), rests);
    }

    @Test
    void longestWaitsDoNotOverflow() {
        RetryLimits longest = new RetryLimits(5, Duration.ofDays(90_000), Duration.ofDays(100_000), 0);
        BusyRetry retry = new BusyRetry(longest, now::get, listeners, () -> 0);
        assertEquals(Duration.ofDays(100_000).toNanos(), retry.delayNanos(4));
    }

    @Test
    void messageCountsAttemptsAndKeepsEarlierFailures() {
        BusyScript script = new BusyScript(5);
        BusyException busy = assertThrows(BusyException.class, () -> run(retry(8), never(), script));
        assertEquals(8, script.attempts);
        assertEquals(8, busy.attempts());
        assertTrue(busy.getMessage().contains("app: still busy after 8 attempts in 3 ms"), busy.getMessage());
        assertTrue(busy.getMessage().contains("retryAttempts"), busy.getMessage());
        assertTrue(busy.getMessage().contains("INSERT INTO t VALUES (?)"), busy.getMessage());
        assertSame(script.thrown.get(7), busy.getCause());
        assertEquals(script.thrown.subList(0, 7), List.of(busy.getSuppressed()));
        assertEquals("7 exhausted 8", events.get(events.size() - 1));
        assertEquals("40001", busy.getSQLState());
        assertEquals(5, busy.getErrorCode());
    }

    @Test
    void onlyTheLastTenEarlierFailuresAreKept() {
        BusyScript script = new BusyScript(5);
        BusyException busy = assertThrows(BusyException.class, () -> run(retry(50), never(), script));
        assertEquals(script.thrown.subList(39, 49), List.of(busy.getSuppressed()));
        assertSame(script.thrown.get(49), busy.getCause());
    }

    @Test
    void oneAttemptMeansNoRetry() {
        BusyScript script = new BusyScript(5);
        BusyException busy = assertThrows(BusyException.class, () -> run(retry(1), never(), script));
        assertEquals(1, script.attempts);
        assertEquals(1, busy.attempts());
        assertEquals(List.of(), rests);
    }

    @Test
    void deadlineEndsTheWaitWithALastAttempt() {
        BusyScript script = new BusyScript(5);
        Deadline deadline = Deadline.after(now::get, Duration.ofNanos(200_000), "writeTimeout");
        BusyException busy = assertThrows(BusyException.class, () -> run(retry(1000), deadline, script));
        assertEquals(micros(50, 100, 50), rests);
        assertEquals(4, busy.attempts());
        assertTrue(busy.getMessage().contains("writeTimeout"), busy.getMessage());
    }

    @Test
    void staleSnapshotIsThrownAsItIs() {
        BusyScript script = new BusyScript(517);
        SQLException stale = assertThrows(SQLException.class, () -> run(retry(10), never(), script));
        assertSame(script.thrown.get(0), stale);
        assertEquals(1, script.attempts);
    }

    @Test
    void otherFailureEndsTheRetryAsItIs() {
        BusyScript script = new BusyScript(5, 5, 19);
        SQLException constraint = assertThrows(SQLException.class, () -> run(retry(10), never(), script));
        assertSame(script.thrown.get(2), constraint);
        assertEquals(3, script.attempts);
    }

    @Test
    void interruptEndsTheWaitAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        BusyScript script = new BusyScript(5);
        Backoff real = new Backoff();
        StatementCancelledException cancelled = assertThrows(
                StatementCancelledException.class,
                () -> retry(10).run("app", 7, RetryPoint.BEGIN, null, never(), real, script));
        assertTrue(Thread.interrupted());
        assertEquals(1, script.attempts);
        assertSame(script.thrown.get(0), cancelled.getSuppressed()[0]);
    }

    @Test
    void cancelFromAnotherThreadEndsAWaitAtOnce() throws Exception {
        RetryLimits slow = new RetryLimits(10, Duration.ofHours(1), Duration.ofHours(1), 0);
        Backoff real = new Backoff();
        SQLException reason = new SQLException("closed");
        FutureTask<SQLException> task = new FutureTask<>(() -> assertThrows(
                SQLException.class,
                () -> new BusyRetry(slow, Ticker.system(), listeners)
                        .run("app", 7, RetryPoint.OPEN, null, Deadline.never(), real, new BusyScript(5))));
        Thread waiter = new Thread(task);
        waiter.setDaemon(true);
        waiter.start();
        Waiting.until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        real.cancel(reason);
        assertSame(reason, task.get(60, TimeUnit.SECONDS));
    }

    @Test
    void cancelDuringAnAttemptEndsTheWaitThatFollows() throws Exception {
        SQLException reason = new SQLException("cancelled");
        AtomicInteger attempts = new AtomicInteger();
        BusyAction<String> action = () -> {
            attempts.incrementAndGet();
            backoff.cancel(reason);
            throw DB.newSQLException(5, "database is locked");
        };
        assertSame(reason, assertThrows(SQLException.class, () -> run(retry(10), never(), action)));
        assertEquals(1, attempts.get());
    }

    private String run(BusyRetry retry, Deadline deadline, BusyAction<String> action) throws SQLException {
        return retry.run("app", 7, RetryPoint.STATEMENT, "INSERT INTO t VALUES (1)", deadline, backoff, action);
    }

    private BusyRetry retry(int attempts) {
        RetryLimits config = new RetryLimits(attempts, Duration.ofNanos(50_000), Duration.ofMillis(1), 0.5);
        return new BusyRetry(config, now::get, listeners, () -> random);
    }

    private static Deadline never() {
        return Deadline.never();
    }

    private static List<Long> micros(long... values) {
        List<Long> nanos = new ArrayList<>();
        for (long value : values) {
            nanos.add(value * 1000);
        }
        return nanos;
    }

    /** Fails with the given codes in turn, 0 being success; the last one goes on. */
    private static final class BusyScript implements BusyAction<String> {
        private final int[] codes;
        final List<SQLException> thrown = new ArrayList<>();
        int attempts;

        BusyScript(int... codes) {
            this.codes = codes;
        }

        @Override
        public String attempt() throws SQLException {
            int code = codes[Math.min(attempts++, codes.length - 1)];
            if (code == 0) {
                return "done";
            }
            SQLException failure = DB.newSQLException(code, "scripted");
            thrown.add(failure);
            throw failure;
        }
    }
}
