// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.Listeners;
import io.github.safesqlite.internal.gate.FileKey;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.pool.PhysicalConnection.Slot;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fair, bounded pool of physical connections to one database. Safe for use by multiple threads.
 *
 * <p>Readers share up to {@code maximumPoolSize} connections, the last released one first. The connection that wrote last is
 * kept apart for the next writer: its page cache and statements are warm, and a crowd of readers can not keep the holder of
 * the write gate waiting. Who finds nothing free waits in arrival order and is handed a connection, or the permit to open one,
 * by the thread that frees it; a waiter that gives up leaves the queue under the same lock, so nothing is handed to it later.
 *
 * <p>Opening, closing, validating and calling listeners happen outside of the lock.
 */
public final class ConnectionPool implements ConnectionSource {
    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

    private final PoolSettings settings;
    private final Database database;
    private final ConnectionOpener opener;
    private final Ticker ticker;
    private final Listeners listeners;
    private final PoolSlots slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private boolean closed;
    private volatile @Nullable SQLException lastOpenFailure;
    private @Nullable PoolMaintenance maintenance;

    ConnectionPool(
            PoolSettings settings, Database database, ConnectionOpener opener, Ticker ticker, Listeners listeners) {
        this.settings = settings;
        this.database = database;
        this.opener = opener;
        this.ticker = ticker;
        this.listeners = listeners;
        this.slots = new PoolSlots(settings, ticker);
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
        pool.start(Deadline.after(ticker, config.connectionTimeout()).named("connectionTimeout"));
        return pool;
    }

    private void start(Deadline deadline) throws SQLException {
        boolean started = false;
        try {
            release(acquireOnce(0, false, deadline));
            started = true;
        } finally {
            if (!started) {
                close(deadline);
            }
        }
        startMaintenance();
    }

    /** Starts to keep idle connections ready and to close those that are too many or too old, on a thread of its own. */
    void startMaintenance() {
        maintenance = PoolMaintenance.start(settings.poolName(), settings.maintenancePeriod(), this::maintain);
    }

    @Override
    public PhysicalConnection acquireReader(long sessionId, Deadline deadline) throws SQLException {
        return acquire(sessionId, false, deadline);
    }

    @Override
    public PhysicalConnection acquireWriter(long sessionId, Deadline deadline) throws SQLException {
        return acquire(sessionId, true, deadline);
    }

    private PhysicalConnection acquire(long sessionId, boolean writer, Deadline deadline) throws SQLException {
        long startNanos = ticker.nanos();
        PhysicalConnection connection = acquireOnce(sessionId, writer, deadline);
        while (isStale(connection)) {
            connection.discard("no longer valid");
            release(connection);
            connection = acquireOnce(sessionId, writer, deadline);
        }
        listeners.sessionBound(sessionId, connection.binding.sinceNanos - startNanos);
        return connection;
    }

    private PhysicalConnection acquireOnce(long sessionId, boolean writer, Deadline deadline) throws SQLException {
        PoolWaiter waiter = null;
        Slot slot = null;
        lock.lock();
        try {
            if (closed) {
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
                waiter = new PoolWaiter(sessionId, writer);
                slots.enqueue(waiter);
            }
        } finally {
            lock.unlock();
        }
        return waiter == null ? open(sessionId, writer, slot, deadline) : await(waiter, deadline);
    }

    private PhysicalConnection await(PoolWaiter waiter, Deadline deadline) throws SQLException {
        boolean interrupted = false;
        while (!waiter.isServed()) {
            long remaining = deadline.remainingNanos();
            if (remaining == 0 || interrupted) {
                giveUp(waiter, interrupted, deadline);
                break;
            }
            LockSupport.parkNanos(this, remaining);
            interrupted = Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        PhysicalConnection granted = waiter.connection();
        return granted != null ? granted : open(waiter.sessionId, waiter.writer, waiter.permit(), deadline);
    }

    /** Leaves the queue and throws; returns only if the waiter was served in the meantime. */
    private void giveUp(PoolWaiter waiter, boolean interrupted, Deadline deadline) throws SQLException {
        PoolStats stats;
        List<HolderInfo> holders;
        lock.lock();
        try {
            if (waiter.isServed()) {
                return;
            }
            stats = slots.stats();
            holders = holdersLocked();
            slots.leave(waiter);
        } finally {
            lock.unlock();
        }
        Duration waited = deadline.waited();
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw StatementCancelledException.interrupted(
                    settings.poolName(), waiter.sessionId, "a connection", waited, new InterruptedException());
        }
        listeners.connectionTimedOut(waiter.sessionId, waited.toNanos());
        throw ConnectionTimeoutException.of(
                settings.poolName(), waited, deadline.limitOption(), stats.describe(), holders, lastOpenFailure);
    }

    private PhysicalConnection open(long sessionId, boolean writer, @Nullable Slot slot, Deadline deadline)
            throws SQLException {
        if (slot == null) {
            throw new IllegalStateException("A waiter was woken with nothing");
        }
        PhysicalConnection opened = openOutside(sessionId, writer, slot, deadline);
        lock.lock();
        try {
            if (!closed) {
                slots.opened(opened, slot, sessionId, writer, Thread.currentThread());
                return opened;
            }
            cancelLocked(slot);
        } finally {
            lock.unlock();
        }
        opened.close("pool closed");
        throw SessionClosedException.poolClosed(settings.poolName());
    }

    private PhysicalConnection openOutside(long sessionId, boolean writer, Slot slot, Deadline deadline)
            throws SQLException {
        boolean opened = false;
        try {
            PhysicalConnection connection = opener.open(sessionId, writer, deadline);
            opened = true;
            lastOpenFailure = null;
            return connection;
        } catch (SQLException failure) {
            lastOpenFailure = failure;
            throw failure;
        } finally {
            if (!opened) {
                lock.lock();
                try {
                    cancelLocked(slot);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void cancelLocked(Slot slot) {
        slots.cancelReservation(slot);
        signalIfQuietLocked();
    }

    private boolean isStale(PhysicalConnection connection) {
        long idle = connection.binding.sinceNanos - connection.lastUsedNanos();
        return idle > settings.validationAge().toNanos() && !connection.isValid();
    }

    @Override
    public void release(PhysicalConnection connection) {
        boolean keep;
        lock.lock();
        try {
            if (!connection.binding.bound) {
                return;
            }
            keep = !closed && !connection.isDiscarded() && !isTooOld(connection);
            slots.release(connection, keep);
            signalIfQuietLocked();
        } finally {
            lock.unlock();
        }
        if (!keep) {
            String reason = connection.discardReason();
            connection.close(reason == null ? "too old" : reason);
        }
    }

    private void signalIfQuietLocked() {
        if (closed && slots.isQuiet()) {
            quiet.signalAll();
        }
    }

    private boolean isTooOld(PhysicalConnection connection) {
        return settings.maxLifetime().isPresent()
                && ticker.nanos() - connection.openedNanos()
                        >= settings.maxLifetime().get().toNanos();
    }

    private boolean isIdleTooLong(PhysicalConnection connection) {
        return settings.idleTimeout().isPresent()
                && ticker.nanos() - connection.lastUsedNanos()
                        >= settings.idleTimeout().get().toNanos();
    }

    @Override
    public void parked(PhysicalConnection connection) {
        lock.lock();
        try {
            slots.park(connection);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unparked(PhysicalConnection connection) {
        lock.lock();
        try {
            slots.unpark(connection);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancelWait(long sessionId, SQLException reason) {
        lock.lock();
        try {
            slots.removeWaiters(waiter -> waiter.sessionId == sessionId).forEach(waiter -> waiter.fail(reason));
        } finally {
            lock.unlock();
        }
    }

    /** Closes what is idle for too long or too old, then opens what is missing to minimumIdle. Can't throw. */
    void maintain() {
        List<PhysicalConnection> old;
        List<PhysicalConnection> unused;
        lock.lock();
        try {
            old = slots.removeIdle(0, this::isTooOld);
            unused = slots.removeIdle(settings.minimumIdle(), this::isIdleTooLong);
        } finally {
            lock.unlock();
        }
        old.forEach(connection -> connection.close("too old"));
        unused.forEach(connection -> connection.close("idle"));
        fill();
    }

    private void fill() {
        try {
            Slot slot = reserveIdle();
            while (slot != null) {
                Deadline deadline = Deadline.after(ticker, settings.maintenancePeriod());
                PhysicalConnection opened = openOutside(0, false, slot, deadline);
                lock.lock();
                try {
                    slots.openedIdle(opened);
                } finally {
                    lock.unlock();
                }
                slot = reserveIdle();
            }
        } catch (SQLException failure) {
            log.warn("{}: could not open an idle connection in advance", settings.poolName(), failure);
        }
    }

    private @Nullable Slot reserveIdle() {
        lock.lock();
        try {
            return !closed && slots.wantsIdle() ? slots.reserve(false) : null;
        } finally {
            lock.unlock();
        }
    }

    private List<HolderInfo> holdersLocked() {
        return slots.bound().stream().map(this::holder).toList();
    }

    private HolderInfo holder(PhysicalConnection connection) {
        PhysicalConnection.Binding binding = connection.binding;
        Thread thread = binding.thread == null ? Thread.currentThread() : binding.thread;
        Duration held = Duration.ofNanos(ticker.nanos() - binding.sinceNanos);
        return new HolderInfo(binding.sessionId, settings.poolName(), thread, held, null, List.of());
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
    public void close(Deadline deadline) {
        List<PhysicalConnection> idle;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            slots.removeWaiters(waiter -> true)
                    .forEach(waiter -> waiter.fail(SessionClosedException.poolClosed(settings.poolName())));
            idle = slots.removeIdle(0, connection -> true);
        } finally {
            lock.unlock();
        }
        if (maintenance != null) {
            maintenance.close();
        }
        idle.forEach(connection -> connection.close("pool closed"));
        Abandoned.closeLater(settings.poolName(), awaitQuiet(deadline), deadline.waited());
        database.close();
    }

    /** Waits until all are released and gives the holders of those that are not. */
    private Map<PhysicalConnection, HolderInfo> awaitQuiet(Deadline deadline) {
        var left = new LinkedHashMap<PhysicalConnection, HolderInfo>();
        lock.lock();
        try {
            while (!slots.isQuiet() && !deadline.expired()) {
                quiet.awaitNanos(deadline.remainingNanos());
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
    public boolean keepsBound() {
        return false;
    }

    @Override
    public FileKey fileKey() {
        return database.fileKey();
    }

    @Override
    public WriteGate gate() {
        return database.gate();
    }
}
