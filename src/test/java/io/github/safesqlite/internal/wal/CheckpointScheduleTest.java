// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.leak.OpenRead;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointScheduleTest {
    private static final long START = -Duration.ofHours(1).toNanos();
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);

    private final CheckpointSchedule schedule = new CheckpointSchedule(START);

    private static OpenRead readSince(long millis) {
        return new OpenRead(after(millis), "select", Thread.currentThread());
    }

    private static long after(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writersAreNotHeldUpForAReadThatWillNotEndSoSoon(boolean overHardLimit) {
        OpenRead read = readSince(0);
        Duration wait = overHardLimit ? CheckpointSchedule.LONG_WAIT : SHORT_WAIT;
        assertEquals(wait, schedule.writersWait(overHardLimit, read, after(999)));
        assertEquals(Duration.ZERO, schedule.writersWait(overHardLimit, read, after(1_000)));
        assertEquals(Duration.ZERO, schedule.writersWait(overHardLimit, read, after(60_000)));
        OpenRead next = readSince(30_000);
        assertEquals(wait, schedule.writersWait(overHardLimit, next, after(60_001)), "the next oldest: once");
        assertEquals(Duration.ZERO, schedule.writersWait(overHardLimit, next, after(69_000)));
        assertEquals(wait, schedule.writersWait(overHardLimit, null, after(70_000)), "nobody here reads");
    }

    @Test
    void leavingItOutDoesNotCountAsHavingDoneIt() {
        OpenRead forgotten = readSince(0);
        assertEquals(SHORT_WAIT, schedule.writersWait(false, forgotten, after(900)));
        for (int millis = 1_000; millis < 3_000; millis += 100) {
            assertEquals(Duration.ZERO, schedule.writersWait(true, forgotten, after(millis)));
        }
        assertEquals(CheckpointSchedule.LONG_WAIT, schedule.writersWait(true, null, after(3_000)));
        assertEquals(Duration.ZERO, schedule.writersWait(true, null, after(3_100)), "that was the one");
        assertEquals(SHORT_WAIT, schedule.writersWait(true, null, after(3_500)));
    }
}
