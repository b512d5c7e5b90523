// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.Patience;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long a transaction that has only read so far stays in the gate although others wait. One that reads for long, by a long
 * query or row by row, is a report. One between two queries may be about to write, the more so where it runs for the first time and
 * Java is still loading classes. Safe for use by multiple threads.
 */
final class ReaderPatience implements Patience {
    /** How many times as long it stays between queries. */
    private static final int BETWEEN_QUERIES = 10;

    private final long nanos;
    private final long inAllNanos;
    private final BooleanSupplier isReading;
    private final LongSupplier lastCallNanos;

    /**
     * @param isReading whether it is in the middle of a query now
     * @param lastCallNanos when the last call of its session began
     */
    ReaderPatience(Duration giveWayAfter, BooleanSupplier isReading, LongSupplier lastCallNanos) {
        this.nanos = giveWayAfter.toNanos();
        this.inAllNanos = BETWEEN_QUERIES * Math.min(nanos, Long.MAX_VALUE / BETWEEN_QUERIES);
        this.isReading = isReading;
        this.lastCallNanos = lastCallNanos;
    }

    static ReaderPatience of(SessionCore session, Duration giveWayAfter) {
        return new ReaderPatience(giveWayAfter, () -> isReading(session), session.activity()::lastUseNanos);
    }

    private static boolean isReading(SessionCore session) {
        Lease lease = session.binding().current();
        return session.calls().isRunning() || lease != null && lease.isReadingRows();
    }

    @Override
    public long periodNanos() {
        return nanos;
    }

    @Override
    public long nanosLeft(long heldNanos, long nowNanos) {
        long left = inAllNanos - heldNanos;
        return isReading.getAsBoolean()
                ? Math.min(left, nanos - Math.min(heldNanos, nowNanos - lastCallNanos.getAsLong()))
                : left;
    }
}
