// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimit limit = new RateLimit(now::get, 2, Duration.ofNanos(10));

    @Test
    void someOfEachIntervalPassAndTheRestIsCounted() {
        assertEquals(0, limit.tryPass());
        assertEquals(0, limit.tryPass());
        assertEquals(RateLimit.REFUSED, limit.tryPass());
        now.addAndGet(9);
        assertEquals(RateLimit.REFUSED, limit.tryPass());
        now.addAndGet(1);
        assertEquals(2, limit.tryPass());
        assertEquals(0, limit.tryPass());
        assertEquals(RateLimit.REFUSED, limit.tryPass());
    }

    @Test
    void clauseNamesThoseLeftOut() {
        assertEquals("", RateLimit.clause(0));
        assertEquals(" (17 before were not logged)", RateLimit.clause(17));
    }
}
