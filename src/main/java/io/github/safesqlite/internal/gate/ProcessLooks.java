// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.gate.GivingWay.Later;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time, in the timer's thread, whether this process can have the right to write that its writers wait for, or
 * can give up the one that it has. One look is planned at most, and none while the process neither has nor wants the right. Safe
 * for use by multiple threads.
 */
final class ProcessLooks {
    private final ReentrantLock lock;
    private final Turns turns;
    private final GivingWay givingWay;
    private final Ticker ticker;
    private final Later later;

    /** Written under the gate's lock. */
    private volatile boolean isPlanned;

    ProcessLooks(ReentrantLock lock, Turns turns, GivingWay givingWay, Ticker ticker, Later later) {
        this.lock = lock;
        this.turns = turns;
        this.givingWay = givingWay;
        this.ticker = ticker;
        this.later = later;
    }

    /** Plans the next look if there is to be one. Called without the lock after the gate was used. */
    void plan() {
        if (isPlanned || turns.process().untilNextLook() == null) {
            return;
        }
        Duration delay;
        lock.lock();
        try {
            delay = isPlanned ? null : planned();
        } finally {
            lock.unlock();
        }
        runAfter(delay);
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

    private void look() {
        Hold ended = null;
        Entrant next = null;
        Duration delay;
        lock.lock();
        try {
            long nowNanos = ticker.nanos();
            Hold holder = turns.holder();
            if (holder == null) {
                next = turns.look(nowNanos);
            } else if (turns.process().isWantedElsewhere() && givingWay.endsFor(holder, nowNanos)) {
                ended = holder;
                turns.process().endSoon(nowNanos);
                next = turns.end(holder, nowNanos);
            }
            delay = planned();
        } finally {
            lock.unlock();
        }
        Entrant.unpark(next);
        runAfter(delay);
        if (ended != null) {
            ended.tellExited();
        }
    }

    // Under the lock.
    private @Nullable Duration planned() {
        Duration delay = turns.process().untilNextLook();
        isPlanned = delay != null;
        return delay;
    }

    private void runAfter(@Nullable Duration delay) {
        if (delay != null) {
            later.run(delay, this::look);
        }
    }
}
