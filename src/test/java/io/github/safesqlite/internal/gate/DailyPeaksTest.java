// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DailyPeaksTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final long START = -5 * DAY;

    private final DailyPeaks peaks = new DailyPeaks(START);

    /** Two hours of each day are used, one of them only half as much. */
    private void day(int day, double share) {
        long noon = START + day * DAY + 12 * HOUR;
        peaks.held((long) (share * HOUR / 4), noon - HOUR);
        peaks.held((long) (share * HOUR / 4), noon - HOUR / 2);
        peaks.held((long) (share * HOUR / 2), noon);
        peaks.held((long) (share * HOUR / 2), noon + HOUR / 2);
    }

    private @Nullable GateGrowth growth(long day) {
        return peaks.growth(START + day * DAY);
    }

    @Test
    void saysNothingBeforeTwoWeeks() {
        for (int day = 0; day < 14; day++) {
            day(day, 0.5);
            assertNull(peaks.growth(START + day * DAY + 23 * HOUR));
        }
        assertEquals(new GateGrowth(0.5, 0.5), growth(14));
    }

    @Test
    void comparesTheLastTwoWeeks() {
        for (int day = 0; day < 30; day++) {
            day(day, day < 16 ? 0.9 : day < 23 ? 0.25 : 0.5);
        }
        assertEquals(new GateGrowth(0.25, 0.5), growth(30));
    }

    @Test
    void dayWithoutWritesCountsAsZero() {
        day(0, 0.875);
        day(13, 0.875);
        assertEquals(new GateGrowth(0.125, 0.125), growth(14));
        assertEquals(new GateGrowth(0, 0), growth(1000));
    }
}
