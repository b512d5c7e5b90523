// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The wait of a thread in the queue of a pool, and each way out of it. Safe for use by multiple threads. A waiter that gives up
 * leaves the queue under the pool's lock, so nothing is handed to it later.
 */
final class PoolWaiting {
    private final ConnectionPool pool;
    private final String poolName;
    private final PoolSlots slots;
    private final PoolOpening opening;
    private final Listeners listeners;

    PoolWaiting(ConnectionPool pool, String poolName, PoolSlots slots, PoolOpening opening, Listeners listeners) {
        this.pool = pool;
        this.poolName = poolName;
        this.slots = slots;
        this.opening = opening;
        this.listeners = listeners;
    }

    /** Waits until there is a connection, or a slot to open one in. */
    Loan await(PoolWaiter waiter, Deadline deadline, EndReason ended) throws SQLException {
        try {
            awaitServed(waiter, deadline, ended);
        } catch (RuntimeException | Error failure) {
            abandon(waiter);
            throw failure;
        }
        Loan granted = waiter.loan();
        return granted != null ? granted : opening.open(waiter.sessionId, waiter.need, waiter.permit(), deadline);
    }

    private void awaitServed(PoolWaiter waiter, Deadline deadline, EndReason ended) throws SQLException {
        // Whoever ends the wait gives the reason first and looks for the waiter then: one of us sees the other.
        SQLException reason = ended.get();
        if (reason != null) {
            pool.cancelWait(waiter.sessionId, reason);
        }
        boolean interrupted = false;
        while (!waiter.isServed()) {
            long remaining = deadline.remainingNanos();
            if (remaining == 0 || interrupted) {
                giveUp(waiter, interrupted, deadline);
                break;
            }
            LockSupport.parkNanos(this, remaining);
            interrupted = Thread.interrupted();
            slots.lock.lock();
            try {
                slots.serveNudged(waiter);
            } finally {
                slots.lock.unlock();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Undoes the arrival of a thread that stops waiting because of an error, such as a stack overflow. */
    private void abandon(PoolWaiter waiter) {
        Loan granted = null;
        slots.lock.lock();
        try {
            Slot permit = waiter.permit();
            if (!waiter.isServed()) {
                slots.leave(waiter);
            } else if (permit != null) {
                slots.cancelReservation(permit);
            } else {
                granted = waiter.granted();
            }
        } finally {
            slots.lock.unlock();
        }
        if (granted != null) {
            pool.release(granted);
        }
    }

    private static String describe(PoolSnapshot stats, List<String> kept) {
        return kept.isEmpty()
                ? stats.describe()
                : stats.describe() + "; " + kept.size() + (kept.size() == 1 ? " is" : " are")
                        + " kept until their connections are closed ("
                        + String.join(", ", new TreeSet<>(kept)) + ")";
    }

    /** Leaves the queue and throws; returns only if the waiter was served in the meantime. */
    private void giveUp(PoolWaiter waiter, boolean interrupted, Deadline deadline) throws SQLException {
        PoolSnapshot stats;
        List<HolderInfo> holders;
        List<String> kept;
        slots.lock.lock();
        try {
            slots.serveNudged(waiter);
            if (waiter.isServed()) {
                return;
            }
            stats = slots.stats();
            holders = slots.bound().stream().map(pool::holder).toList();
            kept = slots.bound().stream()
                    .map(loan -> loan.connection().keptBecause())
                    .filter(Objects::nonNull)
                    .toList();
            slots.leave(waiter);
        } finally {
            slots.lock.unlock();
        }
        Duration waited = deadline.waited();
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw StatementCancelledException.interrupted(
                    poolName, waiter.sessionId, "a connection", waited, new InterruptedException());
        }
        listeners.connectionTimedOut(waiter.sessionId, waited.toNanos());
        throw ConnectionTimeoutException.of(
                poolName,
                waited,
                deadline.limitOption(),
                describe(stats, kept),
                holders,
                PoolAdvice.afterTimeout(
                        stats.maximum(),
                        stats.active(),
                        slots.suspended,
                        deadline.limitOption(),
                        opening.lastFailure()),
                opening.lastFailure());
    }
}
