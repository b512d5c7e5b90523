// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/** The statement that runs in a hold, and since when. Guarded by the gate's lock. */
final class GateStatement {
    private @Nullable String sql;
    private long sinceNanos;
    private int waitersBefore;

    /**
     * What a statement has cost.
     *
     * @param nanos how long it was inside
     * @param waiters how many waited meanwhile, on average
     */
    record Spent(@Nullable String sql, long nanos, double waiters) {}

    /** The first statement begins. */
    void begin(@Nullable String first, long nowNanos, int waiters) {
        sql = first;
        sinceNanos = nowNanos;
        waitersBefore = waiters;
    }

    /** The statement has ended. */
    Spent end(long nowNanos, int waiters) {
        return new Spent(sql, nowNanos - sinceNanos, (waitersBefore + waiters) / 2.0);
    }
}
