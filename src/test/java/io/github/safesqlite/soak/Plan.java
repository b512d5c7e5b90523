// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import java.time.Duration;

/** How long a soak takes, and how often in it what happens. */
record Plan(Duration duration) {
    static final long SOFT_LIMIT = 8 << 20;
    static final long HARD_LIMIT = 4 * SOFT_LIMIT;

    /** What a writer rests after each unit of work. */
    static final Duration REST = Duration.ofMillis(2);

    int slices() {
        return 10;
    }

    int pins() {
        return (int) Math.max(1, duration.toMinutes());
    }

    Duration pinEvery() {
        return duration.dividedBy(pins());
    }

    Duration pinHeld() {
        return pinEvery().dividedBy(4);
    }

    Duration pinThreshold() {
        return pinHeld().dividedBy(3);
    }

    Duration maintainEvery() {
        return duration.dividedBy(10);
    }

    /** In a few seconds of a busy build, a thread that was woken may wait for a processor that long. */
    Duration selfCheckEvery() {
        return Duration.ofSeconds(duration.toMinutes() == 0 ? 5 : 2);
    }

    Duration backupEvery() {
        return duration.dividedBy(20);
    }
}
