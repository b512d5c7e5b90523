// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.opening.ConnectionOpener;
import io.github.safesqlite.internal.opening.Database;
import io.github.safesqlite.internal.opening.OldFile;
import io.github.safesqlite.internal.opening.SqliteOpener;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A fair, bounded pool of physical connections to one database. Safe for use by multiple threads.
 *
 * <p>Readers share up to {@code maximumPoolSize} connections: each thread gets the one that it had last, or else the last released
 * one. The connection that wrote last is
 * kept apart for the next writer: its page cache and statements are warm, and a crowd of readers cannot keep the holder of
 * the write gate waiting. Who finds nothing free waits in arrival order. Newcomers that run already may overtake a waiter for a
 * bounded time; then it is handed what the next thread frees.
 *
 * <p>Opening, closing, validating and calling listeners happen outside the lock.
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
    private final Runnable closeIdle;

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
        this.keeper = new IdleKeeper(settings, slots, opening, database.shared().soleUse(), ticker);
        this.closeIdle = keeper::closeIdle;
        database.onReplacement(keeper::leaveOldFile);
    }

    /**
     * Opens the first connection of a pool, so that a database that cannot be opened is known now.
     *
     * @throws io.github.safesqlite.error.OpenFailedException if it cannot be opened
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
            release(acquireOnce(0, Need.READER, ticker.nanos(), deadline, () -> null));
            started = true;
        } finally {
            if (!started) {
                close(deadline);
            }
        }
        keeper.start();
        database.shared().soleUse().add(closeIdle);
    }

    /** Looks after the idle connections once, as its thread does now and then. Can't throw. */
    void maintain() {
        keeper.maintain();
    }

    @Override
    public Loan acquireReader(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, Need.READER, deadline, ended);
    }

    @Override
    public Loan acquireWriter(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, Need.WRITER, deadline, ended);
    }

    @Override
    public Loan acquireForMoment(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, Need.MOMENT, deadline, ended);
    }

    private Loan acquire(long sessionId, Need need, Deadline deadline, EndReason ended) throws SQLException {
        long startNanos = ticker.nanos();
        Loan loan = acquireOnce(sessionId, need, startNanos, deadline, ended);
        while (isStale(loan)) {
            drop(loan);
            loan = acquireOnce(sessionId, need, ticker.nanos(), deadline, ended);
        }
        listeners.sessionBound(sessionId, loan.sinceNanos - startNanos);
        return loan;
    }

    @Override
    public @Nullable Loan tryAcquireReader(long sessionId, Deadline deadline) throws SQLException {
        Loan loan = tryOnce(sessionId, Need.READER, ticker.nanos(), deadline);
        while (loan != null && isStale(loan)) {
            drop(loan);
            loan = tryOnce(sessionId, Need.READER, ticker.nanos(), deadline);
        }
        if (loan != null) {
            listeners.sessionBound(sessionId, 0);
        }
        return loan;
    }

    /** One that needs no wait, or null; {@code nowNanos} is the time now, asked before the lock is taken. */
    private @Nullable Loan tryOnce(long sessionId, Need need, long nowNanos, Deadline deadline) throws SQLException {
        Slot slot;
        lock.lock();
        try {
            checkOpen();
            if (slots.mustQueue(need)) {
                return null;
            }
            Loan taken = slots.take(sessionId, need, Thread.currentThread(), nowNanos);
            slot = taken == null ? slots.reserve(need) : null;
            if (slot == null) {
                return taken;
            }
        } finally {
            lock.unlock();
        }
        return opening.open(sessionId, need, slot, deadline);
    }

    private Loan acquireOnce(long sessionId, Need need, long nowNanos, Deadline deadline, EndReason ended)
            throws SQLException {
        Loan free = tryOnce(sessionId, need, nowNanos, deadline);
        if (free != null) {
            return free;
        }
        PoolWaiter waiter = new PoolWaiter(sessionId, need, nowNanos, deadline);
        lock.lock();
        try {
            checkOpen();
            slots.enqueue(waiter);
            // What was given back since was given to nobody.
            slots.serveNudged(waiter);
        } finally {
            lock.unlock();
        }
        return waiting.await(waiter, deadline, ended);
    }

    // Holds the lock.
    private void checkOpen() throws SessionClosedException {
        if (slots.closed) {
            throw SessionClosedException.poolClosed(settings.poolName());
        }
    }

    private void drop(Loan stale) {
        if (stale.connection().openedUnwritable()) {
            // The others of that time may keep the shared memory of the log read-only for all.
            keeper.evictAll();
        }
        stale.connection().discard("no longer valid");
        release(stale);
    }

    private boolean isStale(Loan loan) {
        PhysicalConnection connection = loan.connection();
        boolean asked = false;
        try {
            boolean invalid = loan.idleNanos() > settings.validationAge().toNanos() && !connection.isValid();
            boolean stale =
                    invalid || place().isOutdated(connection.openedFile()) || database.isWritableAgain(connection);
            asked = true;
            return stale;
        } finally {
            if (!asked) {
                connection.discard("it could not be validated");
                release(loan);
            }
        }
    }

    @Override
    public void release(Loan loan) {
        PhysicalConnection connection = loan.connection();
        long nowNanos = ticker.nanos();
        lock.lock();
        try {
            if (!loan.bound) {
                return;
            }
            if (slots.closed) {
                connection.discard("pool closed");
            } else if (keeper.isTooOld(loan)) {
                connection.discard("too old");
            }
            slots.release(loan, !connection.isDiscarded(), nowNanos);
        } finally {
            lock.unlock();
        }
        if (connection.isDiscarded()) {
            if (place().isOutdated(connection.openedFile())) {
                OldFile.emptyLog(connection);
            }
            connection.close();
        }
    }

    @Override
    public void parked(Loan loan) {
        locked(() -> slots.park(loan));
    }

    @Override
    public void unparked(Loan loan) {
        locked(() -> slots.unpark(loan));
    }

    @Override
    public void cancelWait(long sessionId, SQLException reason) {
        locked(() -> slots.failWaiters(waiter -> waiter.sessionId == sessionId, () -> reason));
    }

    @Override
    public void softEvict() {
        keeper.softEvict();
    }

    @Override
    public void suspend() {
        locked(() -> slots.suspend(true));
    }

    @Override
    public void resume() {
        locked(() -> slots.suspend(false));
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
    HolderInfo holder(Loan loan) {
        return loan.holder(settings.poolName(), ticker.nanos());
    }

    @Override
    public List<Suspicion> suspicions(Predicate<Long> isOpen) {
        lock.lock();
        try {
            List<Suspicion> broken = slots.broken();
            broken.addAll(PoolInvariants.boundToNobody(slots.bound(), isOpen));
            return broken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolSnapshot stats() {
        lock.lock();
        try {
            return slots.stats();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(Deadline deadline, Runnable late) {
        List<Loan> idle;
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
        database.shared().soleUse().remove(closeIdle);
        keeper.close();
        place().look();
        for (Loan loan : idle) {
            if (place().isLost()) {
                OldFile.emptyLog(loan.connection());
            }
            loan.connection().close("pool closed");
        }
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
            for (Loan loan : slots.bound()) {
                left.put(loan.connection(), holder(loan));
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
