// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import java.time.Duration;

/** Lets some through in each interval, and counts those that it refuses. Safe for use by multiple threads. */
public final class RateLimit {
    /** What {@link #tryPass} says to one that does not pass. */
    public static final long REFUSED = -1;

    private final Ticker ticker;
    private final long intervalNanos;
    private final int most;
    private long sinceNanos;
    private int passed;
    private long refused;

    /** A limit of {@code most} in each {@code interval}, which begins with the first. */
    public RateLimit(Ticker ticker, int most, Duration interval) {
        this.ticker = ticker;
        this.most = most;
        this.intervalNanos = interval.toNanos();
    }

    /** The number of those refused since the last one passed, or {@link #REFUSED}. */
    public synchronized long tryPass() {
        long now = ticker.nanos();
        if (passed == 0 || now - sinceNanos >= intervalNanos) {
            sinceNanos = now;
            passed = 0;
        }
        if (passed == most) {
            refused++;
            return REFUSED;
        }
        passed++;
        long before = refused;
        refused = 0;
        return before;
    }

    /** A clause about those that were refused, such as {@code  (17 before were not logged)}; empty if there are none. */
    public static String clause(long refused) {
        return refused == 0 ? "" : " (" + refused + " before were not logged)";
    }
}
