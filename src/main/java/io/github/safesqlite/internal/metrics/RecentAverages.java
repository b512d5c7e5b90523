// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.EWMA;
import com.codahale.metrics.MovingAverages;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The moving averages of Dropwizard's own meter, for events that have just read the time from a {@link RecentClock} and need
 * not do so again, nor count themselves once for each average. Safe for use by multiple threads; nothing waits.
 */
final class RecentAverages implements MovingAverages {
    /** What {@link EWMA} assumes between two ticks. */
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RecentClock clock;
    private final EWMA oneMinute = EWMA.oneMinuteEWMA();
    private final EWMA fiveMinutes = EWMA.fiveMinuteEWMA();
    private final EWMA fifteenMinutes = EWMA.fifteenMinuteEWMA();
    private final List<EWMA> all = List.of(oneMinute, fiveMinutes, fifteenMinutes);
    private final LongAdder sinceTick = new LongAdder();
    private final AtomicLong lastTick;

    RecentAverages(RecentClock clock) {
        this.clock = clock;
        this.lastTick = new AtomicLong(clock.recentTick());
    }

    @Override
    public void update(long events) {
        sinceTick.add(events);
    }

    /** Called before each event is counted. */
    @Override
    public void tickIfNecessary() {
        tick(clock.recentTick());
    }

    private void tick(long now) {
        long last = lastTick.get();
        long age = now - last;
        if (age > TICK_NANOS && lastTick.compareAndSet(last, now - age % TICK_NANOS)) {
            long events = sinceTick.sumThenReset();
            for (EWMA average : all) {
                average.update(events);
                for (long i = 0; i < age / TICK_NANOS; i++) {
                    average.tick();
                }
            }
        }
    }

    @Override
    public double getM1Rate() {
        return rate(oneMinute);
    }

    @Override
    public double getM5Rate() {
        return rate(fiveMinutes);
    }

    @Override
    public double getM15Rate() {
        return rate(fifteenMinutes);
    }

    private double rate(EWMA average) {
        tick(clock.getTick());
        return average.getRate(TimeUnit.SECONDS);
    }
}
