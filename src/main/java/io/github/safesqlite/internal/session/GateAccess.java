// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.GateJob;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's way into the write gate.
 *
 * <p>A thread that opens a second connection and writes, while its first one holds the gate, would wait for itself, unless
 * another thread goes on with the first one. So it waits as all others do, but for no longer than a {@link Grace} if nobody
 * does. Then the first gives way if it has only read so far, see {@link Lending}; otherwise the second is refused. Where
 * threads are known to nest their transactions, what needs no refusal is done at once.
 */
final class GateAccess {
    private static final Duration TURN = Duration.ofMillis(50);

    private final Session session;

    GateAccess(Session session) {
        this.session = session;
    }

    /** @param canReadInstead whether the caller can do without the gate if that is refused as nested */
    GatePass enter(String sql, boolean canReadInstead, RunningCall call, Deadline deadline) throws SQLException {
        Hold holder = session.context().gate().holder();
        Session outer = ownedByThisThread(holder);
        if (holder == null || outer == null) {
            return enterInTurn(entrant(sql, null), call, deadline);
        }
        boolean atOnce = needsNoGrace(outer, canReadInstead);
        NestedWait wait = new NestedWait(outer, holder, deadline);
        if (!atOnce) {
            Entrant entrant = entrant(sql, null);
            entrant.checkedBy(wait);
            try {
                return enterInTurn(entrant, call, deadline);
            } catch (SQLException failure) {
                if (!wait.endedBy(failure)) {
                    throw failure;
                }
            }
        }
        GatePass lent = lentByOuterTransaction(sql, call, deadline);
        return lent != null ? lent : enterInTurn(entrant(sql, null), call, deadline);
    }

    private GatePass enterInTurn(Entrant entrant, RunningCall call, Deadline deadline) throws SQLException {
        call.enteringGate(entrant);
        try {
            return GatePass.own(
                    session.binding().parked(() -> session.context().gate().enter(entrant, deadline)));
        } finally {
            call.leftGateQueue();
        }
    }

    private boolean needsNoGrace(Session outer, boolean canReadInstead) {
        if (!session.context().gate().threads().isNested() || !outer.tryLock()) {
            return false;
        }
        try {
            return canReadInstead || outer.transaction().canGiveWay();
        } finally {
            outer.unlock();
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

    /** Whether this thread holds the gate through another session, or keeps writers from committing by what it reads. */
    boolean isNested() {
        WriteGate gate = session.context().gate();
        return ownedByThisThread(gate.holder()) != null || gate.readers().readsBeside(session, Thread.currentThread());
    }

    /**
     * Another thread may be inside the outer session just now, closing a statement of it or ending it. When that one is
     * done the outer gives way, refuses, or has left the gate. The wait goes in short turns, since a call that is ended does
     * not wake it. It is given up without an exception: the gate throws the one that fits.
     */
    private @Nullable GatePass lentByOuterTransaction(String sql, RunningCall call, Deadline deadline)
            throws SQLException {
        for (Session outer = outerSession(); outer != null; outer = outerSession()) {
            if (outer.tryLock(TURN)) {
                try {
                    if (outer == outerSession() && outer.returning().isOpen()) {
                        outer.returning().readRestForOther();
                    } else if (outer == outerSession()) {
                        Lending lending = Lending.lend(outer, session, entrant(sql, null), deadline);
                        return outer.transaction().isAborted() ? null : GatePass.lent(lending);
                    }
                } finally {
                    outer.unlock();
                }
            } else if (call.endReason() != null
                    || deadline.expired()
                    || Thread.currentThread().isInterrupted()) {
                return null;
            }
        }
        return null;
    }

    /** The session that holds the gate for an open transaction of this thread, as far as a thread is its transaction. */
    private @Nullable Session outerSession() {
        WriteGate gate = session.context().gate();
        return gate.threads().staysInThread() ? ownedByThisThread(gate.holder()) : null;
    }

    private @Nullable Session ownedByThisThread(@Nullable Hold holder) {
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
