// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/** The statement that runs in a hold, and since when. Safe for use by multiple threads. */
final class GateStatement {
    private @Nullable String sql;
    private long sinceNanos;
    private int waitersBefore;
    private boolean runs;

    /** Written by who runs the statement, and read when it ends, under the lock of the session: a lock of its own would cost more. */
    private long rows;

    /**
     * What a statement has cost.
     *
     * @param nanos how long it was inside
     * @param waiters how many waited meanwhile, on average
     * @param rows how many rows it has changed, as far as that is known
     */
    record Spent(@Nullable String sql, long nanos, double waiters, long rows) {}

    /** The hold and its first statement begin. */
    synchronized void begin(@Nullable String first, long nowNanos, int waiters) {
        sql = first;
        sinceNanos = nowNanos;
        waitersBefore = waiters;
        rows = 0;
        runs = true;
    }

    /** It has changed so many rows more. */
    void changed(long more) {
        rows += more;
    }

    /** The next statement begins; what the one before has cost, or null if the hold has ended. */
    synchronized @Nullable Spent next(@Nullable String next, long nowNanos, int waiters) {
        Spent spent = spent(nowNanos, waiters);
        if (spent != null) {
            begin(next, nowNanos, waiters);
        }
        return spent;
    }

    /** The hold has ended; what its last statement has cost. */
    synchronized @Nullable Spent end(long nowNanos, int waiters) {
        Spent spent = spent(nowNanos, waiters);
        runs = false;
        return spent;
    }

    private @Nullable Spent spent(long nowNanos, int waiters) {
        return runs ? new Spent(sql, nowNanos - sinceNanos, (waitersBefore + waiters) / 2.0, rows) : null;
    }
}
