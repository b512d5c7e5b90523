// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.Patience;
import io.github.safesqlite.internal.time.ProcessorTime;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long a transaction that has only read so far stays in the gate although others wait. One that reads for long, by a long
 * query or row by row, is a report. One between two queries may be about to write, the more so where it runs for the first time and
 * Java is still loading classes. Where its thread has no processor, it stays longer. Safe for use by multiple threads.
 */
final class ReaderPatience implements Patience {
    /** How many times as long it stays between queries. */
    private static final int BETWEEN_QUERIES = 10;

    /** How many times as long it stays in all while its thread has no processor. */
    private static final int STARVING = 100;

    private final long nanos;
    private final long inAllNanos;
    private final long starvingNanos;
    private final BooleanSupplier isReading;
    private final LongSupplier lastCallNanos;
    private final Starvation starvation;

    /**
     * @param isReading whether it is in the middle of a query now
     * @param lastCallNanos when the last call of its session began
     * @param thread what its thread does
     */
    ReaderPatience(Duration giveWayAfter, BooleanSupplier isReading, LongSupplier lastCallNanos, ProcessorTime thread) {
        this.nanos = giveWayAfter.toNanos();
        this.inAllNanos = times(BETWEEN_QUERIES);
        this.starvingNanos = times(STARVING);
        this.starvation = new Starvation(thread);
        this.isReading = isReading;
        this.lastCallNanos = lastCallNanos;
    }

    static ReaderPatience of(SessionCore session, Duration giveWayAfter) {
        return new ReaderPatience(
                giveWayAfter,
                () -> isReading(session),
                session.activity()::lastUseNanos,
                ProcessorTime.of(Thread.currentThread()));
    }

    private long times(int factor) {
        return factor * Math.min(nanos, Long.MAX_VALUE / factor);
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
        long left = leftIfRunning(heldNanos, nowNanos);
        long most = starvingNanos - heldNanos;
        return left > 0 || most <= 0 ? left : Math.min(most, starvation.nanosToNextLook(nowNanos));
    }

    private long leftIfRunning(long heldNanos, long nowNanos) {
        long left = inAllNanos - heldNanos;
        return isReading.getAsBoolean()
                ? Math.min(left, nanos - Math.min(heldNanos, nowNanos - lastCallNanos.getAsLong()))
                : left;
    }
}
