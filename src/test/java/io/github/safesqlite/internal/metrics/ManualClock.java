// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when told to, and counts who looks. */
final class ManualClock extends Clock {
    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public long getTick() {
        looks.incrementAndGet();
        return now.get();
    }

    void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    int looks() {
        return looks.get();
    }
}
