// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.opening.DriverConnections;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The connections of a wrapped DataSource: acquire gets one, release closes it. Their number and the wait for them are up to
 * that DataSource. Safe for use by multiple threads.
 */
public final class WrappedSource extends DatabaseSource {
    private static final long MILLISECOND = 1_000_000;

    private final SqliteConfig config;
    private final DriverConnections connections;
    private final Ticker ticker;
    private final Listeners listeners;
    // Without a lock: a thread that is preempted inside would keep all others from their connections.
    private final Set<Loan> bound = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    private WrappedSource(SqliteConfig config, DriverConnections connections, Ticker ticker, Listeners listeners) {
        super(connections.database());
        this.config = config;
        this.connections = connections;
        this.ticker = ticker;
        this.listeners = listeners;
    }

    /**
     * Gets a first connection, to learn which file it is on.
     *
     * @throws io.github.safesqlite.error.OpenFailedException if its connections are not those of sqlite-jdbc
     */
    public static WrappedSource open(DataSource existing, SqliteConfig config, Ticker ticker, Listeners listeners)
            throws SQLException {
        return new WrappedSource(config, DriverConnections.of(existing, config, ticker, listeners), ticker, listeners);
    }

    @Override
    public Loan acquireReader(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, false, deadline, ended);
    }

    @Override
    public Loan acquireWriter(long sessionId, Deadline deadline, EndReason ended) throws SQLException {
        return acquire(sessionId, true, deadline, ended);
    }

    private Loan acquire(long sessionId, boolean gateHeld, Deadline deadline, EndReason ended) throws SQLException {
        SQLException reason = ended.get();
        if (reason != null) {
            throw reason;
        }
        long startNanos = ticker.nanos();
        requireOpen();
        Loan loan = get(sessionId, gateHeld, deadline);
        loan.bind(sessionId, Thread.currentThread(), ticker.nanos());
        bound.add(loan);
        if (closed) {
            // Whoever closes may have looked at the others already.
            release(loan);
            requireOpen();
        }
        listeners.sessionBound(sessionId, ticker.nanos() - startNanos);
        return loan;
    }

    private void requireOpen() throws SessionClosedException {
        if (closed) {
            throw SessionClosedException.poolClosed(config.poolName());
        }
    }

    private Loan get(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        pending.incrementAndGet();
        try {
            return new Loan(connections.get(sessionId, gateHeld, deadline));
        } finally {
            pending.decrementAndGet();
        }
    }

    @Override
    public void release(Loan loan) {
        if (!bound.remove(loan)) {
            return;
        }
        loan.unbind(ticker.nanos());
        try {
            connections.giveBack(loan.connection());
        } finally {
            if (closed) {
                tellClose();
            }
        }
    }

    private synchronized void tellClose() {
        notifyAll();
    }

    @Override
    public void parked(Loan loan) {
        // The wrapped DataSource has no notion of it.
    }

    @Override
    public void unparked(Loan loan) {
        // It was kept.
    }

    /** The connections that sessions use now; the wrapped DataSource does not tell of others, and its limit reads as 0. */
    @Override
    public PoolSnapshot stats() {
        int inUse = bound.size();
        return PoolSnapshot.ofConnections(inUse, 0, inUse, pending.get(), 0, 0, 0, false);
    }

    /** Waits for the sessions; the connections and the wrapped DataSource are left to their owner. */
    @Override
    public void close(Deadline deadline, Runnable late) {
        var left = new LinkedHashMap<PhysicalConnection, HolderInfo>();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            awaitUnused(deadline);
            bound.forEach(loan -> left.put(loan.connection(), loan.holder(config.poolName(), ticker.nanos())));
        }
        Abandoned.closeLater(config.poolName(), left, deadline.waited(), late);
        database.close();
    }

    // Holds the monitor.
    private void awaitUnused(Deadline deadline) {
        try {
            while (!bound.isEmpty() && !deadline.expired()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(deadline.remainingNanos(), MILLISECOND));
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opened with the driver, not taken from the wrapped DataSource: that one may be used up by those who wait for it. */
    @Override
    public PhysicalConnection openBeside(Deadline deadline) throws SQLException {
        return connections.openBeside(deadline);
    }

    /** One of the wrapped DataSource's, on which its owner may have registered what nobody else knows. */
    @Override
    public Loan openKnowing(Deadline deadline) throws SQLException {
        try {
            return acquireReader(0, deadline);
        } catch (SQLException usedUp) {
            return super.openKnowing(deadline);
        }
    }

    @Override
    public void closeKnowing(Loan loan) {
        if (bound.contains(loan)) {
            loan.connection().settle();
            release(loan);
        } else {
            loan.connection().close();
        }
    }

    @Override
    public boolean keepsBound() {
        return true;
    }

    @Override
    public void cancelWait(long sessionId, SQLException reason) {
        // The wait is the wrapped DataSource's.
    }
}
