// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends the stay of a holder that may give way, as soon as somebody waits and its patience is over. Safe for use by multiple
 * threads.
 *
 * <p>An arriving waiter looks at the holder itself. A timer looks at those that were young then and at those that come after
 * them. A gate has one look planned at most, and none while nobody waits: the looks go on from one holder to the next, so that
 * a change of holders plans nothing.
 */
final class GivingWay {
    /** However short the time is that holders get: the timer serves others too. */
    private static final long SHORTEST_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Calls back once, later; an interface so that tests can control time. */
    @FunctionalInterface
    interface Later {
        /** Lets {@code action} run after {@code delay}, in another thread. */
        void run(Duration delay, Runnable action);
    }

    private final ReentrantLock lock;
    private final Turns turns;
    private final Ticker ticker;
    private final Later later;

    /** Written under the gate's lock. */
    private volatile boolean isPlanned;

    /** Guarded by the gate's lock. */
    private long periodNanos = SHORTEST_PERIOD_NANOS;

    GivingWay(ReentrantLock lock, Turns turns, Ticker ticker, Later later) {
        this.lock = lock;
        this.turns = turns;
        this.ticker = ticker;
        this.later = later;
    }

    /**
     * Looks at the holder. Called by a waiter that has just joined the queue, and by a holder that has just said that it may
     * give way. Each of them writes its own and then reads the other's, so one of the two sees both.
     */
    void look() {
        Hold holder = turns.holder();
        if (holder == null
                || !holder.isUndecided()
                || turns.queue().size() == 0
                || (isPlanned && !holder.isOld(ticker.nanos()))) {
            return;
        }
        look(false);
    }

    private void look(boolean byTimer) {
        Hold ended = null;
        Entrant next = null;
        long delayNanos;
        lock.lock();
        try {
            if (byTimer) {
                // Before anything is read here that others write before they read this.
                isPlanned = false;
            }
            long nowNanos = ticker.nanos();
            Hold holder = turns.holder();
            if (holder != null && givesWay(holder, nowNanos)) {
                ended = holder;
                next = turns.end(holder, nowNanos);
            }
            delayNanos = planNext(turns.holder(), byTimer, nowNanos);
        } finally {
            lock.unlock();
        }
        Entrant.unpark(next);
        if (delayNanos > 0) {
            later.run(Duration.ofNanos(delayNanos), () -> look(true));
        }
        if (ended != null) {
            ended.tellExited();
        }
    }

    /** Whether a session of its own thread waits for a hold, which does not give way to that one. */
    boolean isHeldUp(Hold hold) {
        lock.lock();
        try {
            return turns.queue().hasCheckedWaiterOf(hold.thread());
        } finally {
            lock.unlock();
        }
    }

    // The following under the lock.

    /** The time until the look that is to be planned now; zero if there is none. */
    private long planNext(@Nullable Hold holder, boolean byTimer, long nowNanos) {
        if (isPlanned || turns.queue().size() == 0) {
            return 0;
        }
        long delayNanos = byTimer ? periodNanos : 0;
        if (holder != null && holder.isUndecided()) {
            periodNanos = Math.max(SHORTEST_PERIOD_NANOS, holder.patience().periodNanos());
            long leftNanos = holder.nanosUntilOld(nowNanos);
            delayNanos =
                    leftNanos > 0 ? Math.min(Math.max(SHORTEST_PERIOD_NANOS, leftNanos), periodNanos) : periodNanos;
        }
        isPlanned = delayNanos > 0;
        return delayNanos;
    }

    /**
     * A session that waits for another one of its own thread goes by the rules for nested transactions, if it checks its wait; jobs
     * that the holder has claimed are its own until its end.
     */
    private boolean givesWay(Hold holder, long nowNanos) {
        return turns.queue().size() > 0 && endsFor(holder, nowNanos);
    }

    /** The same for somebody who does not wait in the queue. */
    boolean endsFor(Hold holder, long nowNanos) {
        return holder.claimed == null
                && holder.isUndecided()
                && holder.isOld(nowNanos)
                && !turns.queue().hasCheckedWaiterOf(holder.thread())
                && holder.giveWay();
    }
}
