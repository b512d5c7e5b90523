// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the transactions of a key one after another while nothing is known of the key. If all of them began at once and gave way
 * to each other, each of them would have read what the first one to write then changes. The waits are bounded: nobody waits for
 * longer than the limit, nor for a transaction that has run for longer, nor for one of its own thread.
 * Safe for use by multiple threads.
 */
public final class FirstRuns {
    /** How often a waiter looks whether its call was ended. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long limitNanos;
    private final Ticker ticker;
    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

    FirstRuns(Duration limit, Ticker ticker) {
        this.limitNanos = limit.toNanos();
        this.ticker = ticker;
    }

    /** A transaction, from before its begin to its end. */
    public final class Run {
        private final Thread thread = Thread.currentThread();
        private final long sinceNanos = ticker.nanos();
        private final CountDownLatch ended = new CountDownLatch(1);

        private Run() {}

        /** Lets the next one begin. Later calls do nothing. */
        public void end() {
            current.compareAndSet(this, null);
            ended.countDown();
        }

        private boolean isOwn() {
            return thread == Thread.currentThread();
        }
    }

    /**
     * Begins a run when the one before has ended.
     *
     * @param isOver whether the wait is to be given up; asked at each turn
     * @return null if the wait was given up, was interrupted or took too long: the caller then runs beside the others
     */
    @Nullable
    Run begin(BooleanSupplier isOver) {
        long waitsSinceNanos = ticker.nanos();
        while (!isOver.getAsBoolean()) {
            Run before = current.get();
            if (before == null || before.isOwn() || nanosLeft(before.sinceNanos) <= 0) {
                Run run = new Run();
                if (current.compareAndSet(before, run)) {
                    return run;
                }
            } else if (!awaitTurn(before, Math.min(nanosLeft(before.sinceNanos), nanosLeft(waitsSinceNanos)))) {
                return null;
            }
        }
        return null;
    }

    private long nanosLeft(long sinceNanos) {
        return limitNanos - (ticker.nanos() - sinceNanos);
    }

    private static boolean awaitTurn(Run run, long nanosLeft) {
        if (nanosLeft <= 0) {
            return false;
        }
        try {
            // It either has ended or is looked at again.
            run.ended.await(Math.min(nanosLeft, TURN_NANOS), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
