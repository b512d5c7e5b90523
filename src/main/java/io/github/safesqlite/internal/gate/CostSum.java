// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.snapshot.StatementCosts;
import java.time.Duration;

/** What some statements have cost in a gate. Guarded by its {@link GateCosts}. */
final class CostSum {
    private long calls;
    private long rows;
    private long heldNanos;
    private long madeWaitNanos;

    /**
     * Adds {@code count} statements, each of which took so long and changed so many rows. {@code waiters} is how many waited meanwhile, on
     * average.
     */
    void add(long nanos, double waiters, long changedRows, int count) {
        calls += count;
        rows += changedRows * count;
        heldNanos += nanos * count;
        madeWaitNanos += (long) (nanos * waiters * count);
    }

    long calls() {
        return calls;
    }

    long heldNanos() {
        return heldNanos;
    }

    StatementCosts.Totals shown() {
        return new StatementCosts.Totals(calls, rows, Duration.ofNanos(heldNanos), Duration.ofNanos(madeWaitNanos));
    }
}
