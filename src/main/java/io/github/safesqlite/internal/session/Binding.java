// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.EndReason;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a session holds: none between units of work, one within, and more only while result
 * sets of earlier units are still being read. Guarded by the session's lock, except where it says otherwise.
 */
final class Binding {
    private final ConnectionSource source;
    private final long sessionId;
    private final ChangeCounters counters;
    private final EndReason ended;
    private final Supplier<OpenRead> beginRead;
    private final Consumer<PhysicalConnection> beforeRelease;
    // Replaced when it changes: it is read without the lock.
    private volatile List<Lease> lingering = List.of();
    private volatile @Nullable Lease current;

    /**
     * @param ended tells why the running call was ended, if it was
     * @param beforeRelease is told of each connection before another session can get it
     */
    Binding(
            ConnectionSource source,
            long sessionId,
            ChangeCounters counters,
            EndReason ended,
            Supplier<OpenRead> beginRead,
            Consumer<PhysicalConnection> beforeRelease) {
        this.source = source;
        this.sessionId = sessionId;
        this.counters = counters;
        this.ended = ended;
        this.beginRead = beginRead;
        this.beforeRelease = beforeRelease;
    }

    @Nullable
    Lease current() {
        return current;
    }

    /** The connection that the session is bound to now, or 0; any thread may ask and is told a moment late. */
    long connectionId() {
        Lease lease = current;
        return lease == null ? 0 : lease.connection().id();
    }

    boolean isBound() {
        return current != null;
    }

    /** Whether the session has forbidden itself to write, which binds it. */
    boolean isQueryOnly() throws SQLException {
        Lease lease = current;
        return lease != null && "1".equals(lease.connection().readPragma("query_only"));
    }

    /** The connection that the session is bound to, or any that is free. */
    Lease reader(Deadline deadline) throws SQLException {
        Lease lease = current;
        if (lease == null) {
            lease = new Lease(source.acquireReader(sessionId, deadline, ended), beginRead);
            current = lease;
        }
        return lease;
    }

    /** The connection that the session is bound to, or the hot one. The caller is in the write gate. */
    Lease writer(Deadline deadline) throws SQLException {
        Lease lease = current;
        if (lease == null) {
            lease = new Lease(source.acquireWriter(sessionId, deadline, ended), beginRead);
            current = lease;
        }
        return lease;
    }

    /** Ends a unit of work: gives the connection back if nothing of the session is on it. */
    void release() {
        Lease lease = current;
        if (lease == null || !lease.isStateless()) {
            return;
        }
        if (source.keepsBound()) {
            lease.connection().settle();
        } else {
            try {
                counters.note(lease);
            } finally {
                current = null;
                giveBack(lease);
            }
        }
    }

    /**
     * Leaves the current connection to its open result sets, so that the next unit of work takes another one. It counts
     * as parked: a session that reads in one loop and writes in it must not use up the pool by itself.
     */
    void leaveToCursors() {
        Lease lease = current;
        if (lease != null && lease.hasOpenCursors()) {
            counters.note(lease);
            List<Lease> longer = new ArrayList<>(lingering);
            longer.add(lease);
            lingering = List.copyOf(longer);
            source.parked(lease.connection());
            current = null;
        }
    }

    void cursorClosed(Cursor cursor, Lease lease) {
        lease.cursorClosed(cursor);
        if (lease == current) {
            release();
        } else if (!lease.hasOpenCursors() && lingering.contains(lease)) {
            lingering = lingering.stream().filter(other -> other != lease).toList();
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

    /** Gives everything back. The caller has ended the transaction and closed the statements. */
    void close() {
        List<Lease> left = leases();
        lingering = List.of();
        current = null;
        giveBackAll(left.iterator());
    }

    private void giveBackAll(Iterator<Lease> left) {
        if (left.hasNext()) {
            Lease lease = left.next();
            try {
                // Of no statement, such as metadata: on the next session it would impose the snapshot that it reads.
                lease.closeCursors(new SQLException("the result set was closed with its connection"));
                source.unparked(lease.connection());
            } finally {
                try {
                    giveBack(lease);
                } finally {
                    giveBackAll(left);
                }
            }
        }
    }

    /** All leases that are held now. Any thread. */
    List<Lease> leases() {
        List<Lease> held = new ArrayList<>(lingering);
        Lease lease = current;
        if (lease != null) {
            held.add(lease);
        }
        return held;
    }

    /** The oldest of the open reads, or null. Any thread. */
    @Nullable
    OpenRead openRead() {
        OpenRead oldest = null;
        for (Lease lease : leases()) {
            OpenRead read = lease.openRead();
            if (read != null && (oldest == null || read.sinceNanos() - oldest.sinceNanos() < 0)) {
                oldest = read;
            }
        }
        return oldest;
    }

    private void giveBack(Lease lease) {
        try {
            beforeRelease.accept(lease.connection());
            lease.connection().settle();
        } finally {
            source.release(lease.connection());
        }
    }

    /** A wait that ends with a value. */
    @FunctionalInterface
    interface ParkedWait<T> {
        T run() throws SQLException;
    }
}
