// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.gate.GivingWay.Later;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time, in the timer's thread, whether this process can have the right to write that its writers wait for, or
 * can give up the one that it has. One look is planned at most, and none while the process neither has nor wants the right; one that
 * is to come earlier takes the place of the planned one. Safe for use by multiple threads.
 */
final class ProcessLooks {
    private final ReentrantLock lock;
    private final Turns turns;
    private final GivingWay givingWay;
    private final Ticker ticker;
    private final Later later;

    /** The delay of the planned look, or null; written under the gate's lock. */
    private volatile @Nullable Duration planned;

    /** That of the planned look; guarded by the gate's lock. */
    private long number;

    /** A look to be planned. */
    private record Next(long number, Duration delay) {}

    ProcessLooks(ReentrantLock lock, Turns turns, GivingWay givingWay, Ticker ticker, Later later) {
        this.lock = lock;
        this.turns = turns;
        this.givingWay = givingWay;
        this.ticker = ticker;
        this.later = later;
    }

    /** Plans the next look if there is to be one. Called without the lock after the gate was used. */
    void plan() {
        if (isPlannedIn(turns.process().untilNextLook())) {
            return;
        }
        Next earlier;
        lock.lock();
        try {
            earlier = isPlannedIn(turns.process().untilNextLook()) ? null : next();
        } finally {
            lock.unlock();
        }
        run(earlier);
    }

    private boolean isPlannedIn(@Nullable Duration delay) {
        Duration known = planned;
        return delay == null || known != null && known.compareTo(delay) <= 0;
    }

    /** Has writers need that right from now on; null is none. */
    void share(@Nullable WriteRight right) {
        Entrant next;
        lock.lock();
        try {
            turns.process().sharedBy(right, ticker.nanos());
            next = turns.holder() == null ? turns.look(ticker.nanos()) : null;
        } finally {
            lock.unlock();
        }
        Entrant.unpark(next);
        plan();
    }

    private void look(long look) {
        Hold ended = null;
        Entrant next = null;
        Next following;
        lock.lock();
        try {
            if (look != number) {
                return;
            }
            long nowNanos = ticker.nanos();
            Hold holder = turns.holder();
            if (holder == null) {
                next = turns.look(nowNanos);
            } else if (turns.process().isWantedElsewhere() && givingWay.endsFor(holder, nowNanos)) {
                ended = holder;
                turns.process().endSoon(nowNanos);
                next = turns.end(holder, nowNanos);
            }
            following = next();
        } finally {
            lock.unlock();
        }
        Entrant.unpark(next);
        run(following);
        if (ended != null) {
            ended.tellExited();
        }
    }

    // Under the lock.
    private @Nullable Next next() {
        Duration delay = turns.process().untilNextLook();
        planned = delay;
        return delay == null ? null : new Next(++number, delay);
    }

    private void run(@Nullable Next next) {
        if (next != null) {
            later.run(next.delay(), () -> look(next.number()));
        }
    }
}
