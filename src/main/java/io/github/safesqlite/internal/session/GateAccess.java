// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.GateJob;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A session's way into the write gate.
 *
 * <p>A thread that opens a second connection and writes, while its first one holds the gate, would wait for itself. If
 * the first has only read so far it gives way, see {@link Lending}; otherwise the second is refused at once.
 */
final class GateAccess {
    private final Session session;

    GateAccess(Session session) {
        this.session = session;
    }

    GatePass enter(String sql, RunningCall call, Deadline deadline) throws SQLException {
        GatePass lent = lentByOuterTransaction(sql, deadline);
        if (lent != null) {
            return lent;
        }
        Entrant entrant = entrant(sql, null);
        call.enteringGate(entrant);
        try {
            return GatePass.own(
                    session.binding().parked(() -> session.context().gate().enter(entrant, deadline)));
        } finally {
            call.leftGateQueue();
        }
    }

    /** Enters to do the job, or lets the holder before do it: then there is no hold and the job is done. */
    @Nullable
    Hold enterOrDelegate(String sql, GateJob job, RunningCall call, Deadline deadline) throws SQLException {
        Entrant entrant = entrant(sql, job);
        call.enteringGate(entrant);
        try {
            return session.context().gate().enterOrDelegate(entrant, deadline);
        } finally {
            call.leftGateQueue();
        }
    }

    /** Whether this thread holds the gate through another session. */
    boolean isNested() {
        return outerSession() != null;
    }

    private @Nullable GatePass lentByOuterTransaction(String sql, Deadline deadline) throws SQLException {
        Session outer = outerSession();
        // A session that another thread is using now is not waiting for this thread.
        if (outer == null || !outer.tryLock()) {
            return null;
        }
        try {
            if (outer != outerSession()) {
                return null;
            }
            Lending lending = Lending.lend(outer, session, entrant(sql, null), deadline);
            return outer.transaction().isAborted() ? null : GatePass.lent(lending);
        } finally {
            outer.unlock();
        }
    }

    private @Nullable Session outerSession() {
        Hold holder = session.context().gate().holder();
        if (holder == null
                || !session.context().config().detectNestedWrites()
                || holder.thread() != Thread.currentThread()) {
            return null;
        }
        return holder.entrant().owner() instanceof Session outer && outer != session ? outer : null;
    }

    private Entrant entrant(String sql, @Nullable GateJob job) {
        SessionContext context = session.context();
        return new Entrant(
                session.id(), context.poolName(), Thread.currentThread(), sql, job, context.listeners(), session);
    }
}
