// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.LeakStacks;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each stack takes 2 µs here, by a clock that goes on whenever a stack is taken. */
class StackBudgetTest {
    private static final Duration COST = Duration.ofNanos(2_000);

    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();
    private boolean taking;

    /** Read twice where a stack is taken: before it, by the checkout, and after it. */
    private final Ticker ticker = () -> taking ? nanos += COST.toNanos() : nanos;

    private int taken(StackBudget budget, int checkouts, Duration apart) {
        int taken = 0;
        for (int i = 0; i < checkouts; i++) {
            taking = true;
            taken += budget.stack(i, nanos) == null ? 0 : 1;
            taking = false;
            nanos += apart.toNanos();
        }
        return taken;
    }

    @Test
    void eachOfAFewHasItsStack() {
        StackBudget budget = new StackBudget(LeakStacks.BUDGET, ticker);
        // 4,000 in a second, for a minute: 0.8 % of a core.
        assertEquals(240_000, taken(budget, 240_000, Duration.ofNanos(250_000)));
    }

    @Test
    void manyHaveStacksForOnePercentOfACore() {
        StackBudget budget = new StackBudget(LeakStacks.BUDGET, ticker);
        // A million in a second, for four seconds: what was saved in one, and four times 1 % for 2 µs each.
        int taken = taken(budget, 4_000_000, Duration.ofNanos(1_000));
        assertTrue(taken > 24_000 && taken < 26_000, () -> "stacks: " + taken);
    }

    @Test
    void afterARestTheyAllHaveAgain() {
        StackBudget budget = new StackBudget(LeakStacks.BUDGET, ticker);
        taken(budget, 100_000, Duration.ofNanos(1_000));
        nanos += Duration.ofSeconds(2).toNanos();
        assertEquals(1_000, taken(budget, 1_000, Duration.ofNanos(1_000)));
    }

    @Test
    void aMissedOneIsFollowedByAllForAWhile() {
        StackBudget budget = new StackBudget(LeakStacks.BUDGET, ticker);
        taken(budget, 100_000, Duration.ofNanos(1_000));
        budget.missed();
        assertEquals(10_000, taken(budget, 10_000, Duration.ofNanos(1_000)));
        nanos += StackBudget.AFTER_A_LEAK.toNanos();
        assertTrue(taken(budget, 100_000, Duration.ofNanos(1_000)) < 100_000);
    }

    @Test
    void alwaysAndOffDoNotCount() {
        assertEquals(100_000, taken(new StackBudget(LeakStacks.ALWAYS, ticker), 100_000, Duration.ofNanos(1_000)));
        StackBudget off = new StackBudget(LeakStacks.OFF, ticker);
        off.missed();
        assertEquals(0, taken(off, 1_000, Duration.ofMillis(1)));
    }
}
