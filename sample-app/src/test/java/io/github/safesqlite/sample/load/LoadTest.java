// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.request.Requests;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void eachUserSendsRequestsAndGoesOnAfterAFailure() throws InterruptedException {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        AtomicLong failed = new AtomicLong();
        Requests requests = (user, acknowledged) -> {
            seen.add(user);
            if (user == 11 && failed.incrementAndGet() > 0) {
                throw new AssertionError("bug");
            }
            acknowledged.insert();
        };

        LoadResult result = new Load(new LoadPlan(10, 3, 0, 2), requests).run(millis -> {});

        assertEquals(Set.of(10L, 11L, 12L), seen);
        assertTrue(failed.get() > 1);
        assertEquals(Map.of("AssertionError", failed.get()), result.failures());
        assertEquals(result.answered(), result.acknowledgedInserts());
        assertEquals(0, result.answeredByUser().get(1));
    }

    @Test
    void aWarmUpIsNotMeasured() throws InterruptedException {
        Requests requests = (user, acknowledged) -> {};

        long start = System.nanoTime();
        LoadResult result = new Load(new LoadPlan(1, 1, 1, 1), requests).run(millis -> {});
        double took = (System.nanoTime() - start) / 1e9;

        assertTrue(result.answered() > result.latencyMicros().getTotalCount());
        assertTrue(
                result.measuredSeconds() < took - 0.999, "measured " + result.measuredSeconds() + " of " + took + " s");
    }
}
