// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.tenant.Tenant.State;
import io.github.safesqlite.internal.tenant.TenantQueue.Waiter;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants are open, opening or closing, and who waits for them. Safe for use by multiple threads. Opens and closes nothing
 * itself: who is given a tenant in one of the other states does that, and everybody else waits until it says that it is done.
 *
 * <p><b>Lock order.</b> A session's lock, then this one; nothing is called under this one.
 */
final class TenantTable<T> {
    private static final String ALL_IN_USE =
            "All databases that may be open are in use: close connections sooner, or raise maximumOpen.";

    private final String poolName;
    private final TenantLimits limits;
    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Tenant<T>> tenants = new HashMap<>();
    /** Open and not in use, the one that was used least recently first. */
    private final Set<Tenant<T>> idle = new LinkedHashSet<>();

    private final TenantQueue queue;
    private final TenantCounts counts = new TenantCounts();
    private int roomsTaken;
    private boolean closed;

    TenantTable(String poolName, TenantLimits limits, Ticker ticker) {
        this.poolName = poolName;
        this.limits = limits;
        this.ticker = ticker;
        this.queue = new TenantQueue(poolName, lock, name -> !tenants.containsKey(name));
    }

    /** Looks under the lock for what a thread waits for; null is: not yet. */
    @FunctionalInterface
    private interface Attempt<R> {
        @Nullable
        R make(@Nullable Waiter waiter);
    }

    /** Waits for the tenant to be open, or for room to open it. */
    Admission<T> admit(String name) throws SQLException {
        return await(name, waiter -> tryAdmit(name, waiter));
    }

    private @Nullable Admission<T> tryAdmit(String name, @Nullable Waiter waiter) {
        Tenant<T> known = tenants.get(name);
        if (known != null) {
            return known.isOpen() ? use(known) : null;
        }
        boolean full = roomsTaken == limits.maximumOpen();
        if (!queue.isFirstForRoom(waiter) || (full && idle.isEmpty())) {
            return null;
        }
        Tenant<T> replaced = full ? beginClosing(idle.iterator().next()) : null;
        if (replaced != null) {
            replaced.hasRoom = false;
            counts.closedForRoom++;
        } else {
            roomsTaken++;
        }
        Tenant<T> tenant = new Tenant<>(name, State.OPENING, true);
        tenants.put(name, tenant);
        return new Admission<>(tenant, null, replaced);
    }

    private Admission<T> use(Tenant<T> open) {
        open.uses++;
        idle.remove(open);
        return new Admission<>(open, open.database, null);
    }

    /** Takes a tenant out of use, whether it is in use or not. */
    Tenant<T> claim(String name) throws SQLException {
        return await(name, waiter -> tryClaim(name));
    }

    private @Nullable Tenant<T> tryClaim(String name) {
        Tenant<T> known = tenants.get(name);
        if (known != null) {
            return known.isOpen() ? beginClosing(known) : null;
        }
        Tenant<T> placeholder = new Tenant<>(name, State.CLOSING, false);
        tenants.put(name, placeholder);
        // Whoever was woken to open it has to wait, and leaves the room to the next.
        queue.changed(name);
        return placeholder;
    }

    private <R> R await(String name, Attempt<R> attempt) throws SQLException {
        Deadline deadline = Deadline.after(ticker, limits.connectionTimeout(), "connectionTimeout");
        Waiter waiter = null;
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw SessionClosedException.poolClosed(poolName);
                }
                R found = attempt.make(waiter);
                if (found != null) {
                    return found;
                }
                if (waiter == null) {
                    waiter = queue.enter(name);
                }
                if (deadline.expired()) {
                    counts.timeouts++;
                    throw timeout(name, deadline);
                }
                queue.await(waiter, deadline);
            }
        } finally {
            if (waiter != null) {
                queue.leave(waiter);
            }
            lock.unlock();
        }
    }

    private ConnectionTimeoutException timeout(String name, Deadline deadline) {
        boolean changing = tenants.containsKey(name);
        return ConnectionTimeoutException.of(
                poolName,
                deadline.waited(),
                deadline.limitOption(),
                "tenant " + name + ", " + snapshot().describe(),
                List.of(),
                changing ? "Its database is still being opened or closed." : ALL_IN_USE,
                null);
    }

    /** Notes the opened database, or null if that failed. Whether all was closed meanwhile. */
    boolean opened(Tenant<T> tenant, @Nullable T database) {
        lock.lock();
        try {
            if (database == null) {
                counts.failedOpens++;
                forget(tenant);
                return false;
            }
            counts.opened++;
            tenant.database = database;
            tenant.state = closed ? State.CLOSING : State.OPEN;
            tenant.uses = 1;
            queue.changed(tenant.name);
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a use. */
    void release(Tenant<T> tenant) {
        lock.lock();
        try {
            tenant.uses--;
            if (tenant.uses == 0 && tenant.isOpen()) {
                tenant.idleSinceNanos = ticker.nanos();
                idle.add(tenant);
                queue.changed(tenant.name);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes those out of use that nobody has used for {@code idleTimeout}. */
    List<Tenant<T>> claimIdle(Duration idleTimeout) {
        List<Tenant<T>> due = new ArrayList<>();
        lock.lock();
        try {
            while (!idle.isEmpty() && longestIdleNanos() >= idleTimeout.toNanos()) {
                due.add(beginClosing(idle.iterator().next()));
                counts.closedIdle++;
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** How long it takes at least until {@link #claimIdle} finds another one. */
    Duration untilIdle(Duration idleTimeout) {
        lock.lock();
        try {
            return idle.isEmpty() ? idleTimeout : idleTimeout.minusNanos(longestIdleNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Admits nobody any more, and takes all out of use: those that are in use last. */
    List<Tenant<T>> claimAll() {
        lock.lock();
        try {
            closed = true;
            queue.wakeAll();
            List<Tenant<T>> open = tenants.values().stream()
                    .filter(Tenant::isOpen)
                    .sorted(Comparator.comparing(tenant -> tenant.uses))
                    .toList();
            open.forEach(this::beginClosing);
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a tenant that was taken out of use is closed. */
    void closed(Tenant<T> tenant) {
        lock.lock();
        try {
            forget(tenant);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for those that others are opening or closing. */
    void awaitEmpty(Deadline deadline) {
        lock.lock();
        try {
            queue.awaitDone(tenants::isEmpty, deadline);
        } finally {
            lock.unlock();
        }
    }

    /** The tenants now. */
    TenantsSnapshot snapshot() {
        lock.lock();
        try {
            long now = ticker.nanos();
            return new TenantsSnapshot(
                    poolName,
                    limits.maximumOpen(),
                    tenants.values().stream()
                            .filter(Tenant::isOpen)
                            .map(tenant -> tenant.shown(now))
                            .sorted(Comparator.comparing(TenantsSnapshot.OpenTenant::name))
                            .toList(),
                    (int) tenants.values().stream()
                            .filter(tenant -> !tenant.isOpen())
                            .count(),
                    queue.size(),
                    counts.opened,
                    counts.closedForRoom,
                    counts.closedIdle,
                    counts.timeouts,
                    counts.failedOpens);
        } finally {
            lock.unlock();
        }
    }

    // The following under the lock.

    private Tenant<T> beginClosing(Tenant<T> tenant) {
        tenant.state = State.CLOSING;
        idle.remove(tenant);
        return tenant;
    }

    private long longestIdleNanos() {
        return ticker.nanos() - idle.iterator().next().idleSinceNanos;
    }

    private void forget(Tenant<T> tenant) {
        tenants.remove(tenant.name);
        if (tenant.hasRoom) {
            roomsTaken--;
        }
        queue.changed(tenant.name);
    }
}
