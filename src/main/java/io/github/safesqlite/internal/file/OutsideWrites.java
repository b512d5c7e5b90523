// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether others than those who enter the write gate have written to a file lately: other processes, or connections of the driver
 * alone. They are noticed only where they are in the way. Safe for use by multiple threads.
 */
public final class OutsideWrites {
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final Ticker ticker;
    private final AtomicLong seenNanos = new AtomicLong(NEVER);

    OutsideWrites(Ticker ticker) {
        this.ticker = ticker;
    }

    /** One was seen. */
    public void seen() {
        seenNanos.set(ticker.nanos());
    }

    /** Whether one was seen in the last ten minutes. */
    public boolean wereSeen() {
        long seen = seenNanos.get();
        return seen != NEVER && ticker.nanos() - seen < REMEMBERED_NANOS;
    }
}
