// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.concurrent.TimeUnit;

/** The times at which a load starts to be measured and ends. Immutable. */
final class LoadClock {
    private final long startNanos;
    private final long measureNanos;
    private final long endNanos;

    private LoadClock(long startNanos, LoadPlan plan) {
        this.startNanos = startNanos;
        this.measureNanos = startNanos + TimeUnit.SECONDS.toNanos(plan.warmupSeconds());
        this.endNanos = startNanos + TimeUnit.SECONDS.toNanos(plan.totalSeconds());
    }

    static LoadClock startingNow(LoadPlan plan) {
        return new LoadClock(System.nanoTime(), plan);
    }

    boolean running(long now) {
        return now - endNanos < 0;
    }

    boolean measuring(long now) {
        return now - measureNanos >= 0;
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    double measuredSeconds() {
        return (System.nanoTime() - measureNanos) / 1e9;
    }
}
