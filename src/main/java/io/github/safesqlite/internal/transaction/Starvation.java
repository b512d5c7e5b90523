// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.time.ProcessorTime;
import java.util.concurrent.TimeUnit;

/**
 * Whether a thread has made no progress because it had no processor. On a busy machine it can be away for longer than a query
 * takes, so that the time that has gone by says nothing of what the thread does. Found out by two looks. Safe for use by multiple
 * threads; looks at the same time can only end it sooner.
 */
final class Starvation {
    /** Between the two looks. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ProcessorTime thread;
    private volatile Look last = new Look(0, ProcessorTime.UNKNOWN);

    private record Look(long atNanos, long usedNanos) {}

    Starvation(ProcessorTime thread) {
        this.thread = thread;
    }

    /** How long to wait for the next look; zero if the thread is known to run or to wait for something else. */
    long nanosToNextLook(long nowNanos) {
        if (!thread.isRunnable()) {
            return 0;
        }
        Look before = last;
        Look look = new Look(nowNanos, thread.nanos());
        if (look.usedNanos == ProcessorTime.UNKNOWN) {
            return 0;
        }
        long between = nowNanos - before.atNanos;
        boolean isFirst = before.usedNanos == ProcessorTime.UNKNOWN;
        if (!isFirst && between < LOOK_NANOS) {
            return LOOK_NANOS - between;
        }
        last = look;
        return isFirst || look.usedNanos - before.usedNanos < between / 2 ? LOOK_NANOS : 0;
    }
}
