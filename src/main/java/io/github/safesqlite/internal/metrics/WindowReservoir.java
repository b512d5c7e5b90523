// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every value of at least the last 2 and at most the last 2.5 minutes: five intervals of half a minute, the last one under
 * way. To read takes nothing out, so any number of reporters see the same. Values are counted in {@link Buckets}; below 0
 * counts as 0. Safe for use by multiple threads; nothing waits.
 */
final class WindowReservoir implements Reservoir {
    static final int INTERVALS = 5;
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Clock clock;
    private final Supplier<Buckets> empty;
    private final long startNanos;

    /** Interval {@code n} is at place {@code n % INTERVALS} until a value of a later one needs the place. */
    private final AtomicReferenceArray<@Nullable Interval> intervals = new AtomicReferenceArray<>(INTERVALS);

    WindowReservoir(Clock clock) {
        this(clock, Buckets::new);
    }

    WindowReservoir(Clock clock, Supplier<Buckets> empty) {
        this.clock = clock;
        this.empty = empty;
        this.startNanos = clock.getTick();
    }

    private record Interval(long number, Buckets buckets) {}

    private long number() {
        return (clock.getTick() - startNanos) / INTERVAL_NANOS;
    }

    @Override
    public void update(long value) {
        long number = number();
        int place = (int) (number % INTERVALS);
        Interval interval = intervals.get(place);
        if (interval == null || interval.number < number) {
            interval = begin(number, place);
        }
        interval.buckets.add(value);
    }

    /** Several threads may come here for one interval, or one of them so late that the place has a later one already. */
    private Interval begin(long number, int place) {
        while (true) {
            Interval there = intervals.get(place);
            if (there != null && there.number >= number) {
                return there;
            }
            Interval fresh = new Interval(number, empty.get());
            if (intervals.compareAndSet(place, there, fresh)) {
                return fresh;
            }
        }
    }

    /** How many values there are. */
    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, snapshot().count());
    }

    @Override
    public Snapshot getSnapshot() {
        return snapshot();
    }

    private BucketSnapshot snapshot() {
        long oldest = number() - INTERVALS + 1;
        long[] counts = new long[Buckets.ROWS * Buckets.ROW];
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int place = 0; place < INTERVALS; place++) {
            Interval interval = intervals.get(place);
            if (interval != null && interval.number >= oldest) {
                interval.buckets.addTo(counts);
                min = Math.min(min, interval.buckets.min());
                max = Math.max(max, interval.buckets.max());
            }
        }
        return new BucketSnapshot(counts, min, max);
    }
}
