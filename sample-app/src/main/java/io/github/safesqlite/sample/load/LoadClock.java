// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.concurrent.TimeUnit;

/** The times at which a load starts to be measured and ends. Immutable. */
final class LoadClock {
    /** How long users who are late go on, so that a stall shortly before the end is measured too. */
    private static final long LATE_SECONDS = 2;

    private final long startNanos;
    private final long measureNanos;
    private final long endNanos;

    private LoadClock(long startNanos, LoadPlan plan) {
        this.startNanos = startNanos;
        this.measureNanos = startNanos + TimeUnit.SECONDS.toNanos(plan.warmupSeconds());
        this.endNanos = startNanos + TimeUnit.SECONDS.toNanos(plan.totalSeconds());
    }

    static LoadClock startingAt(long nanos, LoadPlan plan) {
        return new LoadClock(nanos, plan);
    }

    long startNanos() {
        return startNanos;
    }

    /** Whether a request that was to begin at this time belongs to the load. */
    boolean running(long begin) {
        return begin - endNanos < 0;
    }

    /** Whether a request that was to begin before the end is still sent now. */
    boolean sending(long now) {
        return now - endNanos < TimeUnit.SECONDS.toNanos(LATE_SECONDS);
    }

    boolean measuring(long now) {
        return now - measureNanos >= 0;
    }

    /** This time, or the end of the load where it is later. */
    long untilEnd(long nanos) {
        return running(nanos) ? nanos : endNanos;
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    double measuredSeconds() {
        return (System.nanoTime() - measureNanos) / 1e9;
    }
}
