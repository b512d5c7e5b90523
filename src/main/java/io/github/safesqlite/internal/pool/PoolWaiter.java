// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.invariant.WaitInvariant;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A session that waits in the pool's queue. It is served once, under the pool's lock: with a connection, with the permit to
 * open one, or with a failure.
 */
final class PoolWaiter {
    final long sessionId;
    final Need need;
    private final long arrivedNanos;
    private final Deadline deadline;
    private final Thread thread = Thread.currentThread();

    private volatile boolean served;

    /** Was woken to look for itself and has not looked yet. Guarded by the pool's lock. */
    boolean nudged;

    private @Nullable Loan loan;
    private @Nullable Slot permit;
    private @Nullable SQLException failure;

    PoolWaiter(long sessionId, Need need, long arrivedNanos, Deadline deadline) {
        this.sessionId = sessionId;
        this.need = need;
        this.arrivedNanos = arrivedNanos;
        this.deadline = deadline;
    }

    /** Why it should not be waiting any more, or null. For one that waits. */
    @Nullable
    String wrongWithWait() {
        return WaitInvariant.broken(thread, deadline);
    }

    long waitedNanos(long nowNanos) {
        return nowNanos - arrivedNanos;
    }

    /** Wakes it to look for itself. */
    void nudge() {
        nudged = true;
        LockSupport.unpark(thread);
    }

    Thread thread() {
        return thread;
    }

    boolean isServed() {
        return served;
    }

    void serve(Loan granted) {
        loan = granted;
        wake();
    }

    void permitToOpen(Slot slot) {
        permit = slot;
        wake();
    }

    void fail(SQLException reason) {
        failure = reason;
        wake();
    }

    private void wake() {
        served = true;
        LockSupport.unpark(thread);
    }

    /** The connection, or null if this waiter may open one; only after it was served. */
    @Nullable
    Loan loan() throws SQLException {
        if (failure != null) {
            throw failure;
        }
        return loan;
    }

    /** The connection that it was served with, if it was. */
    @Nullable
    Loan granted() {
        return loan;
    }

    /** The slot in which this waiter may open a connection, or null. */
    @Nullable
    Slot permit() {
        return permit;
    }
}
