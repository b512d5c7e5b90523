// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/**
 * For how long a gate was held in the busiest hour of each of the last days. Weeks are compared with weeks, because days of a week
 * differ. Days are counted from the start. Guarded by the gate's lock.
 */
final class DailyPeaks {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int HOURS = 24;
    private static final int WEEK = 7;
    /** Two complete weeks, and today. */
    private static final int DAYS = 2 * WEEK + 1;

    private final long startNanos;
    /** By the number of the day, modulo its length. */
    private final long[] peaks = new long[DAYS];

    private long hour;
    private long heldInHour;

    DailyPeaks(long nowNanos) {
        startNanos = nowNanos;
    }

    /** The gate was held for so long, at about that time. */
    void held(long nanos, long atNanos) {
        moveTo(atNanos);
        heldInHour += nanos;
        int today = (int) (hour / HOURS % DAYS);
        peaks[today] = Math.max(peaks[today], heldInHour);
    }

    private void moveTo(long nowNanos) {
        long now = (nowNanos - startNanos) / HOUR_NANOS;
        if (now <= hour) {
            return;
        }
        long day = hour / HOURS;
        long last = Math.min(now / HOURS, day + DAYS);
        while (day < last) {
            day++;
            peaks[(int) (day % DAYS)] = 0;
        }
        hour = now;
        heldInHour = 0;
    }

    /** The growth of the last two complete weeks, or null before there were two. */
    @Nullable
    GateGrowth growth(long nowNanos) {
        moveTo(nowNanos);
        long today = hour / HOURS;
        return today < 2 * WEEK ? null : new GateGrowth(average(today - 2 * WEEK), average(today - WEEK));
    }

    private double average(long firstDay) {
        double sum = 0;
        for (long day = firstDay; day < firstDay + WEEK; day++) {
            sum += Math.min(1, peaks[(int) (day % DAYS)] / (double) HOUR_NANOS);
        }
        return sum / WEEK;
    }
}
