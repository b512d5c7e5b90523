// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loan of the write gate from a transaction that has only read to a second connection of the same thread.
 *
 * <p>The outer transaction swaps its write lock for a read snapshot of the same state and stays the gate's holder, so
 * no other session of this JVM writes in between. Another process could: {@code PRAGMA data_version} on a connection
 * changes when, and only when, another connection has written (sqlite.org/pragma.html#pragma_data_version). Unchanged on
 * the inner connection when the inner one is done, it proves that all that came after the outer's reads are the thread's
 * own writes, and the outer moves on to that state. Unchanged on the outer's connection when that takes its write lock
 * back, it proves that nobody wrote after. Otherwise the outer is told that its snapshot is stale.
 */
final class Lending {
    private final Session outer;
    private final long innerConnectionId;
    private final int dataVersion;
    private boolean ended;

    private Lending(Session outer, PhysicalConnection inner, int dataVersion) {
        this.outer = outer;
        this.innerConnectionId = inner.id();
        this.dataVersion = dataVersion;
    }

    /**
     * The loan, or null if the outer transaction turned out to be over, so that the gate is free. Both sessions are locked
     * by the calling thread.
     */
    static @Nullable Lending lend(Session outer, Session inner, String sql, Deadline deadline) throws SQLException {
        Transaction transaction = outer.transaction();
        if (!transaction.canGiveWay()) {
            throw refusal(outer, inner, sql);
        }
        PhysicalConnection connection = inner.binding().writer(deadline).connection();
        // Nobody can write between this look and the outer's snapshot unnoticed: the outer has SQLite's write lock, or
        // takes it back first.
        Lending lending = new Lending(outer, connection, connection.dataVersion());
        boolean lent = false;
        try {
            lent = transaction.giveWay(lending);
            return lent ? lending : null;
        } finally {
            if (!lent) {
                inner.binding().release();
            }
        }
    }

    /** Moves the outer transaction on, unless others have written too; then it stays on its snapshot. */
    void innerIsDone(PhysicalConnection inner) throws SQLException {
        if (!onlyInnerWrote(inner) || !outer.tryLock()) {
            return;
        }
        try {
            outer.transaction().moveOn(this);
            if (!onlyInnerWrote(inner)) {
                outer.transaction().overtaken(this);
            }
        } finally {
            outer.unlock();
        }
    }

    private boolean onlyInnerWrote(PhysicalConnection inner) throws SQLException {
        return inner.id() == innerConnectionId && inner.dataVersion() == dataVersion;
    }

    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
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
