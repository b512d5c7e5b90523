// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.internal.time.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one through in each interval, and counts those that it refuses. Safe for use by multiple threads. */
final class RateLimit {
    static final long REFUSED = -1;

    private final Ticker ticker;
    private final long intervalNanos;
    private final AtomicLong nextNanos;
    private final AtomicLong refused = new AtomicLong();

    RateLimit(Ticker ticker, long intervalNanos) {
        this.ticker = ticker;
        this.intervalNanos = intervalNanos;
        this.nextNanos = new AtomicLong(ticker.nanos());
    }

    /** The number of those refused since the last one passed, or {@link #REFUSED}. */
    long tryPass() {
        long now = ticker.nanos();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + intervalNanos)) {
            return refused.getAndSet(0);
        }
        refused.incrementAndGet();
        return REFUSED;
    }
}
