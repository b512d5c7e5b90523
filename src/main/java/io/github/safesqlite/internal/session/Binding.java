// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a session holds: none between units of work, one within, and more only while result
 * sets of earlier units are still being read. Guarded by the session's lock.
 */
final class Binding {
    private final ConnectionSource source;
    private final long sessionId;
    private final Consumer<PhysicalConnection> beforeRelease;
    private final List<Lease> lingering = new ArrayList<>(0);
    private @Nullable Lease current;

    /** @param beforeRelease is told of each connection before another session can get it */
    Binding(ConnectionSource source, long sessionId, Consumer<PhysicalConnection> beforeRelease) {
        this.source = source;
        this.sessionId = sessionId;
        this.beforeRelease = beforeRelease;
    }

    @Nullable
    Lease current() {
        return current;
    }

    boolean isBound() {
        return current != null;
    }

    /** The connection that the session is bound to, or any that is free. */
    Lease reader(Deadline deadline) throws SQLException {
        if (current == null) {
            current = new Lease(source.acquireReader(sessionId, deadline));
        }
        return current;
    }

    /** The connection that the session is bound to, or the hot one. The caller is in the write gate. */
    Lease writer(Deadline deadline) throws SQLException {
        if (current == null) {
            current = new Lease(source.acquireWriter(sessionId, deadline));
        }
        return current;
    }

    /** Ends a unit of work: gives the connection back if nothing of the session is on it. */
    void release() {
        Lease lease = current;
        if (lease != null && lease.isStateless() && !source.keepsBound()) {
            current = null;
            giveBack(lease);
        }
    }

    /**
     * Leaves the current connection to its open result sets, so that the next unit of work takes another one. It counts
     * as parked: a session that reads in one loop and writes in it must not use up the pool by itself.
     */
    void leaveToCursors() {
        Lease lease = current;
        if (lease != null && lease.hasOpenCursors()) {
            lingering.add(lease);
            source.parked(lease.connection());
            current = null;
        }
    }

    void cursorClosed(Lease lease) {
        lease.cursorClosed();
        if (lease == current) {
            release();
        } else if (!lease.hasOpenCursors() && lingering.remove(lease)) {
            source.unparked(lease.connection());
            giveBack(lease);
        }
    }

    /** Runs a wait of a bound session without counting its connection against the pool. */
    <T> T parked(ParkedWait<T> wait) throws SQLException {
        Lease lease = current;
        if (lease == null) {
            return wait.run();
        }
        source.parked(lease.connection());
        try {
            return wait.run();
        } finally {
            source.unparked(lease.connection());
        }
    }

    /** Gives everything back, whatever is on it. The caller has ended the transaction and closed the result sets. */
    void close() {
        for (Lease lease : lingering) {
            source.unparked(lease.connection());
            giveBack(lease);
        }
        lingering.clear();
        Lease lease = current;
        current = null;
        if (lease != null) {
            giveBack(lease);
        }
    }

    /** All connections that are held now, for an interrupt from another thread. */
    List<PhysicalConnection> held() {
        List<PhysicalConnection> held = new ArrayList<>();
        for (Lease lease : lingering) {
            held.add(lease.connection());
        }
        Lease lease = current;
        if (lease != null) {
            held.add(lease.connection());
        }
        return held;
    }

    private void giveBack(Lease lease) {
        beforeRelease.accept(lease.connection());
        source.release(lease.connection());
    }

    /** A wait that ends with a value. */
    @FunctionalInterface
    interface ParkedWait<T> {
        T run() throws SQLException;
    }
}
