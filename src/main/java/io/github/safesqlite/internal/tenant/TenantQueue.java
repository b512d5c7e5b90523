// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.internal.time.Deadline;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for a tenant, in order of arrival. Each has a condition of its own, so a change wakes only those that it
 * concerns. All under the lock.
 */
final class TenantQueue {
    private final String poolName;
    private final ReentrantLock lock;
    private final Condition anyChange;
    /** Whether a tenant still has to be opened, so that whoever waits for it waits for room. */
    private final Predicate<String> needsRoom;

    private final Set<Waiter> waiters = new LinkedHashSet<>();

    /** A thread that waits. */
    static final class Waiter {
        private final String tenant;
        private final Condition changed;

        private Waiter(String tenant, Condition changed) {
            this.tenant = tenant;
            this.changed = changed;
        }
    }

    TenantQueue(String poolName, ReentrantLock lock, Predicate<String> needsRoom) {
        this.poolName = poolName;
        this.lock = lock;
        this.anyChange = lock.newCondition();
        this.needsRoom = needsRoom;
    }

    Waiter enter(String tenant) {
        Waiter waiter = new Waiter(tenant, lock.newCondition());
        waiters.add(waiter);
        return waiter;
    }

    /** Takes a waiter out; what it was woken for is for the next one. */
    void leave(Waiter waiter) {
        waiters.remove(waiter);
        wakeFirstForRoom();
    }

    /** Waits for a change, at most until the deadline. */
    void await(Waiter waiter, Deadline deadline) throws StatementCancelledException {
        try {
            waiter.changed.awaitNanos(deadline.remainingNanos());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw StatementCancelledException.interrupted(
                    poolName, "tenant " + waiter.tenant, deadline.waited(), interrupt);
        }
    }

    /** Waits until {@code done} says so, at most until the deadline. An interrupt is kept, and does not end the wait. */
    void awaitDone(BooleanSupplier done, Deadline deadline) {
        boolean interrupted = false;
        while (!done.getAsBoolean() && !deadline.expired()) {
            try {
                anyChange.awaitNanos(deadline.remainingNanos());
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nobody has waited longer for room; null is somebody who has just come. */
    boolean isFirstForRoom(@Nullable Waiter waiter) {
        Waiter first = firstForRoom();
        return first == null || first == waiter;
    }

    /** Something has happened to a tenant: wakes those that wait for it, and whoever may have room now. */
    void changed(String tenant) {
        for (Waiter waiter : waiters) {
            if (waiter.tenant.equals(tenant)) {
                waiter.changed.signal();
            }
        }
        wakeFirstForRoom();
        anyChange.signalAll();
    }

    void wakeAll() {
        waiters.forEach(waiter -> waiter.changed.signal());
    }

    int size() {
        return waiters.size();
    }

    private void wakeFirstForRoom() {
        Waiter first = firstForRoom();
        if (first != null) {
            first.changed.signal();
        }
    }

    private @Nullable Waiter firstForRoom() {
        for (Waiter waiter : waiters) {
            if (needsRoom.test(waiter.tenant)) {
                return waiter;
            }
        }
        return null;
    }
}
