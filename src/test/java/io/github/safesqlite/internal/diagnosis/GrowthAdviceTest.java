// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.gate.GateGrowth;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.StatementCosts.Cost;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrowthAdviceTest {
    private static String advice(@Nullable GateGrowth growth) {
        List<Cost> costs = Stream.of("a", "b", "c", "d")
                .map(sql -> new Cost(sql, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .toList();
        return GrowthAdvice.of(growth, () -> new StatementCosts(Duration.ofDays(1), costs, 0));
    }

    @Test
    void saysWhenTheWriterIsFullAndWhatCostsItMost() {
        assertEquals(
                "; in the busiest hour of a day the gate was held 60 % of the time in the last week and 50 % in the week before:"
                        + " at this growth the writer is full in about 3 weeks; the statements that cost it most are `a`, `b`, `c`",
                advice(new GateGrowth(0.5, 0.6)));
        assertTrue(advice(new GateGrowth(0.6, 0.76)).contains("is full in about a week;"));
        assertTrue(advice(new GateGrowth(0.6, 0.95)).contains("is full within days"));
    }

    @Test
    void saysNothingWithoutTwoWeeksOrWithoutGrowthThatMatters() {
        assertEquals("", advice(null));
        assertEquals("", advice(new GateGrowth(0.01, 0.09)), "hardly held");
        assertEquals("", advice(new GateGrowth(0.50, 0.51)), "chance");
        assertEquals("", advice(new GateGrowth(0.6, 0.4)), "it shrinks");
        assertEquals("", advice(new GateGrowth(0.10, 0.12)), "far away");
    }
}
