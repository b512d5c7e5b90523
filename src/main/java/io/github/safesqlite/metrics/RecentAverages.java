// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.metrics;

import com.codahale.metrics.ExponentialMovingAverages;
import com.codahale.metrics.MovingAverages;
import java.util.concurrent.TimeUnit;

/**
 * Dropwizard's moving averages for a meter whose events have just read the time from a {@link RecentClock}, and need not do
 * so again: only after a tenth of a second do they look whether another five seconds are over. Safe for use by multiple
 * threads.
 */
final class RecentAverages implements MovingAverages {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RecentClock clock;
    private final ExponentialMovingAverages averages;
    private volatile long lookedTick;

    RecentAverages(RecentClock clock) {
        this.clock = clock;
        this.averages = new ExponentialMovingAverages(clock);
        this.lookedTick = clock.recentTick();
    }

    @Override
    public void update(long events) {
        averages.update(events);
    }

    /** Called with each event, and by whoever reads a rate. */
    @Override
    public void tickIfNecessary() {
        long tick = clock.recentTick();
        if (tick - lookedTick >= LOOK_NANOS) {
            lookedTick = tick;
            averages.tickIfNecessary();
        }
    }

    @Override
    public double getM1Rate() {
        averages.tickIfNecessary();
        return averages.getM1Rate();
    }

    @Override
    public double getM5Rate() {
        averages.tickIfNecessary();
        return averages.getM5Rate();
    }

    @Override
    public double getM15Rate() {
        averages.tickIfNecessary();
        return averages.getM15Rate();
    }
}
