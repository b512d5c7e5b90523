// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fair, bounded pool of physical connections to one database. Safe for use by multiple threads.
 *
 * <p>Readers share up to {@code maximumPoolSize} connections, the last released one first. The connection that wrote last is
 * kept apart for the next writer: its page cache and statements are warm, and a crowd of readers can not keep the holder of
 * the write gate waiting. Who finds nothing free waits in arrival order. Newcomers that run already may overtake a waiter for a
 * bounded time; then it is handed what the next thread frees.
 *
 * <p>Opening, closing, validating and calling listeners happen outside of the lock.
 */
public final class ConnectionPool extends DatabaseSource {
    private final PoolSettings settings;
    private final Ticker ticker;
    private final Listeners listeners;
    private final PoolSlots slots;
    private final ReentrantLock lock;
    private final PoolOpening opening;
    private final PoolWaiting waiting;
    private final IdleKeeper keeper;

    ConnectionPool(
            PoolSettings settings, Database database, ConnectionOpener opener, Ticker ticker, Listeners listeners) {
        super(database);
        this.settings = settings;
        this.ticker = ticker;
        this.listeners = listeners;
        this.slots = new PoolSlots(settings, ticker);
        this.lock = slots.lock;
        this.opening = new PoolOpening(settings.poolName(), slots, opener);
        this.waiting = new PoolWaiting(this, settings.poolName(), slots, opening, listeners);
        this.keeper = new IdleKeeper(settings, slots, opening, ticker);
    }

    /**
     * Opens the first connection of a pool, so that a database that can not be opened is known now.
     *
     * @throws io.github.safesqlite.error.OpenFailedException if it can not be opened
     */
    public static ConnectionPool open(SqliteConfig config, Ticker ticker, Listeners listeners) throws SQLException {
        Database database = Database.of(config);
        var pool = new ConnectionPool(
                PoolSettings.of(config),
                database,
                new SqliteOpener(config, database, ticker, listeners),
                ticker,
                listeners);
        pool.start(Deadlines.connection(config, ticker));
        return pool;
    }

    private void start(Deadline deadline) throws SQLException {
        boolean started = false;
        try {
            release(acquireOnce(0, false, deadline, () -> null));
            started = true;
        } finally {
            if (!started) {
                close(deadline);
            }
        }
        keeper.start();
    }

    /** Looks after the idle connections once, as its thread does now and then. Can't throw. */
    void maintain() {
        keeper.maintain();
    }

    @Override
    public PhysicalConnection acquireReader(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, false, deadline, ended);
    }

    @Override
    public PhysicalConnection acquireWriter(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, true, deadline, ended);
    }

    private PhysicalConnection acquire(long sessionId, boolean writer, Deadline deadline, EndReason ended)
            throws SQLException {
        long startNanos = ticker.nanos();
        PhysicalConnection connection = acquireOnce(sessionId, writer, deadline, ended);
        while (isStale(connection)) {
            if (connection.openedUnwritable()) {
                // The others of that time may keep the shared memory of the log read-only for all.
                keeper.evictAll();
            }
            connection.discard("no longer valid");
            release(connection);
            connection = acquireOnce(sessionId, writer, deadline, ended);
        }
        listeners.sessionBound(sessionId, connection.binding.sinceNanos - startNanos);
        return connection;
    }

    private PhysicalConnection acquireOnce(long sessionId, boolean writer, Deadline deadline, EndReason ended)
            throws SQLException {
        PoolWaiter waiter = null;
        Slot slot = null;
        lock.lock();
        try {
            if (slots.closed) {
                throw SessionClosedException.poolClosed(settings.poolName());
            }
            if (!slots.mustQueue(writer)) {
                PhysicalConnection taken = slots.take(sessionId, writer, Thread.currentThread());
                if (taken != null) {
                    return taken;
                }
                slot = slots.reserve(writer);
            }
            if (slot == null) {
                waiter = new PoolWaiter(sessionId, writer, ticker.nanos());
                slots.enqueue(waiter);
            }
        } finally {
            lock.unlock();
        }
        return waiter == null
                ? opening.open(sessionId, writer, slot, deadline)
                : waiting.await(waiter, deadline, ended);
    }

    private boolean isStale(PhysicalConnection connection) {
        boolean asked = false;
        try {
            long idle = connection.binding.sinceNanos - connection.lastUsedNanos();
            boolean invalid = idle > settings.validationAge().toNanos() && !connection.isValid();
            boolean stale = invalid || database.isWritableAgain(connection);
            asked = true;
            return stale;
        } finally {
            if (!asked) {
                connection.discard("it could not be validated");
                release(connection);
            }
        }
    }

    @Override
    public void release(PhysicalConnection connection) {
        lock.lock();
        try {
            if (!connection.binding.bound) {
                return;
            }
            if (slots.closed) {
                connection.discard("pool closed");
            } else if (keeper.isTooOld(connection)) {
                connection.discard("too old");
            }
            slots.release(connection, !connection.isDiscarded());
        } finally {
            lock.unlock();
        }
        if (connection.isDiscarded()) {
            connection.close();
        }
    }

    @Override
    public void parked(PhysicalConnection connection) {
        locked(() -> slots.park(connection));
    }

    @Override
    public void unparked(PhysicalConnection connection) {
        locked(() -> slots.unpark(connection));
    }

    @Override
    public void cancelWait(long sessionId, SQLException reason) {
        locked(() -> slots.failWaiters(waiter -> waiter.sessionId == sessionId, () -> reason));
    }

    @Override
    public void softEvict() {
        keeper.evictAll();
    }

    @Override
    public void suspend() {
        locked(() -> slots.suspend(true));
    }

    @Override
    public void resume() {
        locked(() -> slots.suspend(false));
    }

    @Override
    public boolean isSuspended() {
        return slots.suspended;
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Who is bound to a connection of this pool. */
    HolderInfo holder(PhysicalConnection connection) {
        return connection.holder(settings.poolName(), ticker.nanos());
    }

    @Override
    public PoolStats stats() {
        lock.lock();
        try {
            return slots.stats();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(Deadline deadline, Runnable late) {
        List<PhysicalConnection> idle;
        lock.lock();
        try {
            if (slots.closed) {
                return;
            }
            slots.failWaiters(waiter -> true, () -> SessionClosedException.poolClosed(settings.poolName()));
            idle = slots.close();
        } finally {
            lock.unlock();
        }
        keeper.close();
        idle.forEach(connection -> connection.close("pool closed"));
        Abandoned.closeLater(settings.poolName(), awaitQuiet(deadline), deadline.waited(), late);
        database.close();
    }

    /** Waits until all are released and gives the holders of those that are not. */
    private Map<PhysicalConnection, HolderInfo> awaitQuiet(Deadline deadline) {
        var left = new LinkedHashMap<PhysicalConnection, HolderInfo>();
        lock.lock();
        try {
            while (!slots.isQuiet() && !deadline.expired()) {
                slots.quiet.awaitNanos(deadline.remainingNanos());
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } finally {
            for (PhysicalConnection connection : slots.bound()) {
                left.put(connection, holder(connection));
            }
            lock.unlock();
        }
        return left;
    }

    @Override
    public PhysicalConnection openBeside(Deadline deadline) throws SQLException {
        return opening.openBeside(deadline);
    }

    @Override
    public boolean keepsBound() {
        return false;
    }
}
