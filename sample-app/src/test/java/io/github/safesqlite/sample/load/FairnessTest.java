// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairnessTest {
    @Test
    void equalSharesArePerfectlyFair() {
        assertEquals(new Fairness(1, 1), Fairness.of(List.of(7L, 7L, 7L)));
    }

    @Test
    void leastIsComparedWithMeanAndMost() {
        assertEquals(new Fairness(0.5, 3), Fairness.of(List.of(10L, 30L, 20L)));
    }

    @Test
    void oneStarvedUserMakesTheRatioInfinite() {
        assertEquals(new Fairness(0, Double.POSITIVE_INFINITY), Fairness.of(List.of(0L, 30L)));
    }

    @Test
    void nobodyServedIsNotFair() {
        assertEquals(new Fairness(0, Double.POSITIVE_INFINITY), Fairness.of(List.of(0L, 0L)));
    }
}
