// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.SeveralGates;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.pool.VersionProbe;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loan of the write gate from a transaction that has only read to a second connection of the same thread.
 *
 * <p>The outer transaction swaps its write lock for a read snapshot of the same state and stays the gate's holder, so
 * no other session of this JVM writes in between. Another process could. {@code PRAGMA data_version} on a connection
 * changes when, and only when, another connection has written (sqlite.org/pragma.html#pragma_data_version): unchanged on
 * the inner connection when the inner is done, and from then on unchanged on a probe, it proves that all that came after
 * the outer's reads are the thread's own inner writes. Then the outer may take its write lock back on the newer state;
 * otherwise it is told that its snapshot is stale.
 *
 * <p>If the outer ends before the inner, the gate stays closed and becomes the inner's. Safe for use by multiple threads:
 * each of the two may be ended by another one.
 */
final class Lending {
    private final Session outer;
    private final Session inner;
    private final Entrant innerEntrant;
    private final long innerConnectionId;
    private final int dataVersion;
    private boolean overtaken;
    private boolean ended;
    private boolean closed;
    private @Nullable VersionProbe probe;
    private List<Hold> inherited = List.of();

    private Lending(
            Session outer,
            Session inner,
            Entrant innerEntrant,
            PhysicalConnection connection,
            int dataVersion,
            boolean overtaken) {
        this.outer = outer;
        this.inner = inner;
        this.innerEntrant = innerEntrant;
        this.innerConnectionId = connection.id();
        this.dataVersion = dataVersion;
        this.overtaken = overtaken;
    }

    /** Both sessions are locked by the calling thread. */
    static Lending lend(Session outer, Session inner, Entrant wanted, Deadline deadline) throws SQLException {
        Transaction transaction = outer.transaction();
        if (!transaction.canGiveWay()) {
            String pool = inner.context().poolName();
            throw withStack(NestedWriteException.of(pool, inner.id(), wanted.sql(), holder(outer)), inner);
        }
        PhysicalConnection connection = inner.binding().writer(deadline).connection();
        boolean lent = false;
        try {
            // The outer has SQLite's write lock, or its probe: nobody can write unnoticed between this look and its
            // snapshot.
            int version = connection.dataVersion();
            // The looks from both sides are at one database only if it is the main one of both.
            boolean overtaken = transaction.wasOvertaken()
                    || outer.context().gate() != inner.context().gate();
            Lending lending = new Lending(outer, inner, wanted, connection, version, overtaken);
            transaction.giveWay(lending);
            lent = true;
            return lending;
        } finally {
            if (!lent) {
                inner.binding().release();
            }
        }
    }

    /** The inner transaction has ended on this connection. Can't throw. */
    synchronized void innerIsDone(PhysicalConnection connection) {
        if (closed) {
            return;
        }
        try {
            if (connection.id() == innerConnectionId) {
                probe = outer.context().source().openProbe();
                // After the probe's first look, so that there is no moment that neither of them has seen.
                overtaken |= connection.dataVersion() != dataVersion;
            } else {
                overtaken = true;
            }
        } catch (SQLException unknown) {
            overtaken = true;
        }
    }

    /** The gate is the outer's own again; if that one has ended before, it is the next waiter's. */
    synchronized void end() {
        ended = true;
        SeveralGates.leave(inherited);
    }

    /** The outer ends first: the gates become the inner's own. False if the inner has given them back. */
    synchronized boolean inherit(List<Hold> holds) {
        if (ended) {
            return false;
        }
        holds.forEach(hold -> hold.continuedBy(innerEntrant));
        inherited = List.copyOf(holds);
        return true;
    }

    synchronized List<Hold> inherited() {
        return inherited;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether anyone but the inner transaction has written since the gate was lent. */
    synchronized boolean isOvertaken() throws SQLException {
        overtaken |= probe == null || !probe.isUnchanged();
        return overtaken;
    }

    /** Ends the look at the database. Can't throw. */
    synchronized void close() {
        closed = true;
        try {
            if (probe != null) {
                probe.close();
            }
        } catch (SQLException unimportant) {
            overtaken = true;
        }
        probe = null;
    }

    /** To the outer transaction, which wants to write while the inner one is open. */
    NestedWriteException outerMustWait(String sql) {
        String pool = outer.context().poolName();
        return withStack(NestedWriteException.ofOuter(pool, outer.id(), sql, holder(inner)), outer);
    }

    private static NestedWriteException withStack(NestedWriteException refusal, Session refused) {
        refusal.addSuppressed(refused.openedAt());
        return refusal;
    }

    private static HolderInfo holder(Session session) {
        return new HolderInfo(
                session.id(),
                session.context().poolName(),
                Thread.currentThread(),
                session.openFor(),
                session.transaction().firstWrite(),
                List.of(session.openedAt().getStackTrace()));
    }
}
