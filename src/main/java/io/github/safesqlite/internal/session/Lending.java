// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;

/**
 * The loan of the write gate from a transaction that has only read to a second connection of the same thread.
 *
 * <p>The outer transaction swaps its write lock for a read snapshot of the same state and stays the gate's holder, so
 * no other session of this JVM writes in between. Another process could: {@code PRAGMA data_version} on the inner
 * connection changes when, and only when, another connection has written (sqlite.org/pragma.html#pragma_data_version),
 * so an unchanged value proves that all that came after the outer's reads are the thread's own inner writes. Then the
 * outer may later take its write lock back on the newer state; otherwise it is told that its snapshot is stale. Where
 * connections are not ours to keep (wrap, URL) the lock is taken back at once, and the outer sees the inner's writes.
 */
final class Lending {
    private final Session outer;
    private final boolean innerKeepsConnection;
    private final long innerConnectionId;
    private final int dataVersion;
    private boolean foreignWrites;
    private boolean ended;

    private Lending(Session outer, boolean innerKeepsConnection, PhysicalConnection inner, int dataVersion) {
        this.outer = outer;
        this.innerKeepsConnection = innerKeepsConnection;
        this.innerConnectionId = inner.id();
        this.dataVersion = dataVersion;
    }

    /** Both sessions are locked by the calling thread. */
    static Lending lend(Session outer, Session inner, String sql, Deadline deadline) throws SQLException {
        Transaction transaction = outer.transaction();
        if (!transaction.canGiveWay()) {
            throw refusal(outer, inner, sql);
        }
        PhysicalConnection connection = inner.binding().writer(deadline).connection();
        // The outer still holds SQLite's write lock: nobody can write between this look and its snapshot.
        boolean keepsConnection = inner.context().source().keepsBound();
        Lending lending = new Lending(outer, keepsConnection, connection, connection.dataVersion());
        lending.foreignWrites = transaction.wasOvertakenByOthers(connection);
        boolean lent = false;
        try {
            transaction.giveWay(lending);
            lent = true;
            return lending;
        } finally {
            if (!lent) {
                inner.binding().release();
            }
        }
    }

    /** Notes, at the end of the inner transaction, whether anyone else has written since the gate was lent. */
    void verify(PhysicalConnection inner) throws SQLException {
        foreignWrites |= inner.id() != innerConnectionId || inner.dataVersion() != dataVersion;
        // A connection that its session does not share can not be asked later.
        if (innerKeepsConnection && outer.tryLock()) {
            try {
                outer.transaction().takeBackAtOnce(this, inner);
            } finally {
                outer.unlock();
            }
        }
    }

    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether nothing but the inner transaction wrote, as seen on the connection that it used. */
    boolean onlyInnerWrote(PhysicalConnection hot) throws SQLException {
        foreignWrites |= hot.id() != innerConnectionId || hot.dataVersion() != dataVersion;
        return !foreignWrites;
    }

    private static NestedWriteException refusal(Session outer, Session inner, String sql) {
        HolderInfo holder = new HolderInfo(
                outer.id(),
                outer.context().poolName(),
                Thread.currentThread(),
                outer.openFor(),
                outer.transaction().firstWrite(),
                List.of(outer.openedAt().getStackTrace()));
        NestedWriteException refusal = NestedWriteException.of(inner.context().poolName(), inner.id(), sql, holder);
        refusal.addSuppressed(inner.openedAt());
        return refusal;
    }
}
