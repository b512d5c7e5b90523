// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.PragmaValues;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a session holds: none between units of work, one within, and more only while result
 * sets of earlier units are still being read. Guarded by the session's lock, except where it says otherwise.
 */
public final class Binding {
    private static final String QUERY_ONLY = "query_only";

    private final ConnectionSource source;
    private final String poolName;
    private final Calls calls;
    private final FloorsAbove above;
    private final SessionConnections connections;
    private final Supplier<OpenRead> beginRead;
    private final RowsToMemory freeing;
    // Replaced when it changes: it is read without the lock.
    private volatile List<Lease> lingering = List.of();
    private volatile @Nullable Lease current;

    Binding(SessionContext context, long sessionId, Calls calls, FloorsAbove above) {
        this.source = context.source();
        this.poolName = context.poolName();
        this.calls = calls;
        this.above = above;
        this.connections = new SessionConnections(source, sessionId, calls::endReason);
        this.beginRead = above::beginRead;
        this.freeing = new RowsToMemory(context);
    }

    public @Nullable Lease current() {
        return current;
    }

    /** The connection that the session is bound to now, or 0; any thread may ask and is told a moment late. */
    public long connectionId() {
        Lease lease = current;
        return lease == null ? 0 : lease.connection().id();
    }

    /** Whether the session has forbidden itself to write. */
    public boolean isQueryOnly() throws SQLException {
        Lease lease = current;
        String set = lease == null
                ? connections.pragmas().get(QUERY_ONLY)
                : lease.connection().pragmas().read(QUERY_ONLY);
        return "1".equals(set);
    }

    /** The connection that the session is bound to, or any that is free. */
    public Lease reader(Deadline deadline) throws SQLException {
        requireNewestFile(deadline);
        Lease lease = current;
        if (lease == null) {
            lease = lingering.isEmpty()
                    ? new Lease(connections.reader(deadline), beginRead)
                    : readerBesideCursors(deadline);
            current = lease;
        }
        return lease;
    }

    /** Waits for no second connection while the first could be had by reading its result sets to their end. */
    private Lease readerBesideCursors(Deadline deadline) throws SQLException {
        Loan free = connections.tryReader(deadline);
        if (free != null) {
            return new Lease(free, beginRead);
        }
        for (Lease lease : lingering) {
            if (!source.place().isOutdated(lease.connection().openedFile()) && freeing.free(lease)) {
                lingering = lingering.stream().filter(other -> other != lease).toList();
                if (connections.ready(lease.loan())) {
                    return new Lease(lease.loan(), beginRead);
                }
            }
        }
        return new Lease(connections.reader(deadline), beginRead);
    }

    /** The PRAGMAs that the session has set by SQL. */
    public PragmaValues pragmas() {
        return connections.pragmas();
    }

    /** A statement has set a PRAGMA, on this connection. */
    public void pragmaSet(String name, String value, PhysicalConnection connection) {
        connections.pragmaSet(name, value, connection);
    }

    public SessionConnections connections() {
        return connections;
    }

    /** The connection that the session is bound to, or one for a question that takes a moment. */
    public Lease forMoment(Deadline deadline) throws SQLException {
        requireNewestFile(deadline);
        Lease lease = current;
        if (lease == null) {
            lease = new Lease(connections.forMoment(deadline), beginRead);
            current = lease;
        }
        return lease;
    }

    /** The connection that the session is bound to, or the hot one. The caller is in the write gate. */
    public Lease writer(Deadline deadline) throws SQLException {
        requireNewestFile(deadline);
        Lease lease = current;
        if (lease == null) {
            lease = new Lease(connections.writer(deadline), beginRead);
            current = lease;
        }
        return lease;
    }

    /**
     * Leaves a connection to a file that was replaced. A transaction goes on with what it has read; what it writes is refused.
     *
     * @throws DatabaseGoneException if the file is gone, or the session has a state on the old one
     */
    private void requireNewestFile(Deadline deadline) throws SQLException {
        Lease lease = current;
        if (lease != null && lease.isKeptFor(KeepReason.TRANSACTION)) {
            return;
        }
        FilePlace place = source.place();
        place.await(poolName, deadline);
        if (lease == null || !place.isOutdated(lease.connection().openedFile())) {
            return;
        }
        if (lease.isKept() || lease.hasOpenCursors() && source.keepsBound()) {
            place.requireStored(poolName, lease.connection().openedFile());
        } else if (lease.hasOpenCursors()) {
            leaveToCursors();
        } else {
            above.leaving(lease);
            current = null;
            giveBack(lease);
        }
    }

    /** Whether what the session writes now is stored in the file that has the database's name. */
    public boolean isOnNewestFile() {
        Lease lease = current;
        FilePlace place = source.place();
        return place.isInPlaceToWrite()
                && (lease == null
                        || !lease.isKeptFor(KeepReason.TRANSACTION)
                        || !place.isOutdated(lease.connection().openedFile()));
    }

    /** Makes that so, or throws. */
    public void awaitNewestFile(Deadline deadline) throws SQLException {
        Lease lease = current;
        source.place().await(poolName, deadline);
        if (lease != null && lease.isKeptFor(KeepReason.TRANSACTION)) {
            source.place().requireStored(poolName, lease.connection().openedFile());
        }
    }

    /** Ends a unit of work: gives the connection back if nothing of the session is on it. */
    public void release() {
        Lease lease = current;
        if (lease == null || !lease.isStateless()) {
            return;
        }
        if (source.keepsBound()) {
            lease.connection().settle();
        } else {
            try {
                above.leaving(lease);
            } finally {
                current = null;
                giveBack(lease);
            }
        }
    }

    /**
     * Leaves the current connection to its open result sets, so that the next unit of work takes another one. It counts
     * as parked: a session that reads in one loop and writes in it must not use up the pool by itself. Where it has left one
     * before, the rows of this one go to memory.
     */
    void leaveToCursors() {
        Lease lease = current;
        if (lease != null && !lingering.isEmpty() && freeing.free(lease)) {
            release();
        } else if (lease != null && lease.hasOpenCursors()) {
            above.leaving(lease);
            List<Lease> longer = new ArrayList<>(lingering);
            longer.add(lease);
            lingering = List.copyOf(longer);
            source.parked(lease.loan());
            current = null;
        }
    }

    /** Takes the rest of all result sets that are open on the current connection into memory; whether that was enough for all. */
    public boolean freeOfCursors() {
        Lease lease = current;
        return lease == null || freeing.free(lease);
    }

    void cursorClosed(OpenRows cursor, Lease lease) {
        lease.cursorClosed(cursor);
        if (lease == current) {
            release();
        } else if (!lease.hasOpenCursors() && lingering.contains(lease)) {
            lingering = lingering.stream().filter(other -> other != lease).toList();
            source.unparked(lease.loan());
            giveBack(lease);
        }
    }

    /** Runs a wait of a bound session without counting its connection against the pool. */
    public <T> T parked(ParkedWait<T> wait) throws SQLException {
        Lease lease = current;
        if (lease == null) {
            return wait.run();
        }
        source.parked(lease.loan());
        try {
            return wait.run();
        } finally {
            source.unparked(lease.loan());
        }
    }

    /** Gives everything back. The caller has ended the transaction and closed the statements. */
    public void close() {
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
                lease.closeCursors("the result set was closed with its connection");
                source.unparked(lease.loan());
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
    public List<Lease> leases() {
        List<Lease> held = new ArrayList<>(lingering);
        Lease lease = current;
        if (lease != null) {
            held.add(lease);
        }
        return held;
    }

    /** The oldest of the open reads, or null. Any thread. */
    public @Nullable OpenRead openRead() {
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
            calls.leavingConnection(lease.connection());
            lease.connection().settle();
        } finally {
            source.release(lease.loan());
        }
    }
}
