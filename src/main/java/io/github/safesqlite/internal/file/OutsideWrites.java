// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Whether others than those who enter the write gate may write to a file: other processes, or connections of the driver alone.
 * Another process is noticed while it has the file open, where the system tells; anybody else only after being in the way. Safe
 * for use by multiple threads.
 */
public final class OutsideWrites {
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long LOOKS_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final Ticker ticker;
    private final BooleanSupplier otherProcess;
    private final AtomicLong seenNanos = new AtomicLong(NEVER);
    private volatile Look last = new Look(NEVER, false);

    private record Look(long nanos, boolean found) {}

    /** Asks {@code otherProcess}, at most once a second, whether another process has the file open. */
    OutsideWrites(Ticker ticker, BooleanSupplier otherProcess) {
        this.ticker = ticker;
        this.otherProcess = otherProcess;
    }

    /** One was seen. */
    public void seen() {
        seenNanos.set(ticker.nanos());
    }

    /** Whether another process has the file open, or a write from outside was seen in the last ten minutes. */
    public boolean areExpected() {
        long nowNanos = ticker.nanos();
        return isWithin(REMEMBERED_NANOS, seenNanos.get(), nowNanos) || isOpenElsewhere(nowNanos);
    }

    private boolean isOpenElsewhere(long nowNanos) {
        Look look = last;
        if (!isWithin(LOOKS_NANOS, look.nanos, nowNanos)) {
            look = new Look(nowNanos, otherProcess.getAsBoolean());
            last = look;
        }
        return look.found;
    }

    private static boolean isWithin(long periodNanos, long thenNanos, long nowNanos) {
        return thenNanos != NEVER && nowNanos - thenNanos < periodNanos;
    }
}
