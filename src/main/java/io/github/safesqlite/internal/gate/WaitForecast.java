// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.time.Duration;

/**
 * How long a wait at the gate is likely to take: one average stay for each turn before. The queue tells how many turns there will be,
 * but not how long they are, and some are much shorter than the average. Immutable.
 *
 * @param expectedNanos how long the wait is likely to take
 * @param turnsAhead the turns before, with the one that is under way
 * @param averageNanos the average stay of the last minutes
 */
record WaitForecast(long expectedNanos, int turnsAhead, long averageNanos) {
    /** A wait is hopeless if it is likely to take so many times the time that is left. */
    private static final long SAFETY = 2;

    /** For one that waits for so many others, and for the holder, which has been inside for {@code heldNanos}. */
    static WaitForecast of(int turnsWaiting, long heldNanos, long averageNanos) {
        long leftOfHolder = Math.max(0, averageNanos - heldNanos);
        return new WaitForecast(leftOfHolder + turnsWaiting * averageNanos, turnsWaiting + 1, averageNanos);
    }

    boolean isHopelessWithin(long remainingNanos) {
        return expectedNanos / SAFETY > remainingNanos;
    }

    Duration expected() {
        return Duration.ofNanos(expectedNanos);
    }

    Duration averageHold() {
        return Duration.ofNanos(averageNanos);
    }
}
