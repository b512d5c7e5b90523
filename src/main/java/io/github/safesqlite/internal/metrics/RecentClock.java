// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that remembers its last reading for calls that follow immediately. Safe for use by multiple threads. */
final class RecentClock extends Clock {
    private final Clock clock;
    private final AtomicLong recent = new AtomicLong();

    RecentClock(Clock clock) {
        this.clock = clock;
        recent.setOpaque(clock.getTick());
    }

    @Override
    public long getTick() {
        long now = clock.getTick();
        recent.setOpaque(now);
        return now;
    }

    /** What {@link #getTick} returned last. */
    long recentTick() {
        return recent.getOpaque();
    }
}
