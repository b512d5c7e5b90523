// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats an attempt while SQLite is busy, with a growing wait in Java, so that the wait can be interrupted and cancelled.
 * Bounded by the number of attempts and by the deadline. Safe for use by multiple threads.
 */
public final class BusyRetry {
    private static final String ATTEMPTS_OPTION = "retryAttempts";
    private static final int MOST_SUPPRESSED = 10;

    private final RetryLimits limits;
    private final Ticker ticker;
    private final Listeners listeners;
    private final DoubleSupplier random;

    /** A retry within {@code limits}. */
    public BusyRetry(RetryLimits limits, Ticker ticker, Listeners listeners) {
        this(limits, ticker, listeners, () -> ThreadLocalRandom.current().nextDouble());
    }

    BusyRetry(RetryLimits limits, Ticker ticker, Listeners listeners, DoubleSupplier random) {
        this.limits = limits;
        this.ticker = ticker;
        this.listeners = listeners;
        this.random = random;
    }

    /**
     * Runs {@code action} until it succeeds or fails otherwise than busy. A stale snapshot is never retried, but thrown as it
     * is: no wait makes its reads valid again.
     *
     * @param point where in the life of a transaction this is; every one of them is safe to repeat
     * @param sql the statement, or null if it is transaction control
     * @param deadline ends the waiting; an attempt is made at the deadline, none after it
     * @param backoff the wait, which other threads can end
     * @throws BusyException if SQLite is still busy after the last attempt or at the deadline; its cause is the last failure,
     *     up to ten earlier ones are suppressed
     * @throws StatementCancelledException if the thread is interrupted while it waits; the interrupt flag stays set
     * @throws SQLException what the action failed with, or the reason given to {@link Backoff#cancel}
     */
    public <T extends @Nullable Object> T run(
            String poolName,
            long sessionId,
            RetryPoint point,
            @Nullable String sql,
            Deadline deadline,
            Backoff backoff,
            BusyAction<T> action)
            throws SQLException {
        return run(poolName, sessionId, point, sql, deadline, () -> backoff, BusyLook.Source.NOTHING_KNOWN, action);
    }

    /**
     * The same, with someone who knows who has the lock and whether the wait can end. It asks for the backoff only if there is a
     * wait, which is rare.
     */
    public <T extends @Nullable Object> T run(
            String poolName,
            long sessionId,
            RetryPoint point,
            @Nullable String sql,
            Deadline deadline,
            Supplier<Backoff> backoff,
            BusyLook.Source looks,
            BusyAction<T> action)
            throws SQLException {
        try {
            return action.attempt();
        } catch (SQLException failure) {
            if (!SqliteErrors.isWorthRetrying(failure)) {
                throw failure;
            }
            return new Run(poolName, sessionId, point, sql, deadline, backoff.get(), looks.at(point), failure)
                    .repeat(action);
        }
    }

    /** The wait before attempt number {@code attempt}, 2 being the first that waits. */
    long delayNanos(int attempt) {
        long delay = limits.firstDelay().toNanos();
        long maximum = limits.maximumDelay().toNanos();
        for (int doubled = 2; doubled < attempt && delay < maximum; doubled++) {
            delay = delay > maximum / 2 ? maximum : delay * 2;
        }
        delay = Math.min(delay, maximum);
        return delay - (long) (delay * limits.jitter() * random.getAsDouble());
    }

    /** One action from its first busy failure on. */
    private final class Run {
        private final String poolName;
        private final long sessionId;
        private final RetryPoint point;
        private final @Nullable String sql;
        private final Deadline deadline;
        private final Backoff backoff;
        private final BusyLook look;
        private final long startNanos = ticker.nanos();
        private final Deque<SQLException> earlier = new ArrayDeque<>();
        private SQLException last;
        private int attempts = 1;

        Run(
                String poolName,
                long sessionId,
                RetryPoint point,
                @Nullable String sql,
                Deadline deadline,
                Backoff backoff,
                BusyLook look,
                SQLException first) {
            this.poolName = poolName;
            this.sessionId = sessionId;
            this.point = point;
            this.sql = sql;
            this.deadline = deadline;
            this.backoff = backoff;
            this.look = look;
            this.last = first;
        }

        <T extends @Nullable Object> T repeat(BusyAction<T> action) throws SQLException {
            while (attempts < limits.attempts() && !deadline.expired()) {
                look.requireEnd();
                rest();
                attempts++;
                listeners.busyRetried(sessionId, attempts);
                try {
                    return action.attempt();
                } catch (SQLException failure) {
                    if (!SqliteErrors.isWorthRetrying(failure)) {
                        throw failure;
                    }
                    remember(failure);
                }
            }
            listeners.busyExhausted(sessionId, attempts);
            throw exhausted();
        }

        private void rest() throws SQLException {
            try {
                backoff.await(Math.min(delayNanos(attempts + 1), deadline.remainingNanos()));
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                StatementCancelledException cancelled = StatementCancelledException.interrupted(
                        poolName, sessionId, "SQLite, which is busy (" + point + ")", waited(), interrupt);
                cancelled.addSuppressed(last);
                throw cancelled;
            }
        }

        private void remember(SQLException failure) {
            if (earlier.size() == MOST_SUPPRESSED) {
                earlier.removeFirst();
            }
            earlier.addLast(last);
            last = failure;
        }

        private BusyException exhausted() {
            int code = SqliteErrors.extendedCode(last);
            String option = attempts >= limits.attempts() ? ATTEMPTS_OPTION : deadline.limitOption();
            String explanation = (look.whoHasTheLock() + " " + look.fix(option)).strip();
            BusyException busy = attempts >= limits.attempts()
                    ? BusyException.attemptsExhausted(
                            poolName, sql, attempts, waited(), option, code, explanation, last)
                    : BusyException.deadlinePassed(
                            poolName,
                            sql,
                            attempts,
                            deadline.waited(),
                            deadline.limit(),
                            option,
                            code,
                            explanation,
                            last);
            earlier.forEach(busy::addSuppressed);
            return busy;
        }

        private Duration waited() {
            return Duration.ofNanos(ticker.nanos() - startNanos);
        }
    }
}
