// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import java.util.List;

/**
 * What the page shows beside the plots: only the newest one counts.
 *
 * @param advice what to do about waits, in words
 * @param gate the write gate, or null if the pool has none
 * @param leaks the last leaks, newest first
 * @param slowWrites the last slow writes, newest first
 * @param transactions those that have never written, busiest first
 */
public record Now(
        String advice,
        Gate gate,
        List<Incidents.Leak> leaks,
        List<Incidents.SlowWrite> slowWrites,
        List<ReadTransaction> transactions) {
    /** The write gate with the head of its queue, and how many wait behind it. */
    public record Gate(Holder holder, List<Waiter> waiters, int moreWaiters) {}

    /** Who is in the write gate. */
    public record Holder(long connection, String pool, String thread, long heldMillis, String sql) {}

    /** Who waits at the write gate. */
    public record Waiter(long connection, String pool, String thread, long waitedMillis, String sql) {}

    /** Transactions that begin alike and have only read; the times are what they spent in the gate and beside it. */
    public record ReadTransaction(
            String statement, String name, String expected, long count, long gateMillis, long savedMillis) {}
}
