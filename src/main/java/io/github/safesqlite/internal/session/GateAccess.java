// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.GateJob;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.SeveralGates;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's way into the write gate.
 *
 * <p>A thread that opens a second connection and writes, while its first one holds the gate, would wait for itself. If
 * the first has only read so far it gives way, see {@link Lending}; otherwise the second is refused at once.
 */
final class GateAccess {
    private static final Duration TURN = Duration.ofMillis(50);

    private final Session session;
    private final NeededGates needed;

    GateAccess(Session session) {
        this.session = session;
        this.needed = new NeededGates(session);
    }

    /** Which gates it enters. */
    NeededGates needed() {
        return needed;
    }

    /** Enters these gates, which are in order. */
    GatePass enter(String sql, List<WriteGate> gates, RunningCall call, Deadline deadline) throws SQLException {
        GatePass lent = lentByOuterTransaction(sql, gates, call, deadline);
        if (lent == null) {
            return GatePass.own(gates, enterOwn(sql, gates, call, deadline));
        }
        boolean inside = false;
        try {
            // The outer transaction may have lent less than this one needs, which has other files attached.
            enterToo(gates, lent, sql, call, deadline);
            inside = true;
            return lent;
        } finally {
            if (!inside) {
                lent.exit();
                session.binding().release();
            }
        }
    }

    private List<Hold> enterOwn(String sql, List<WriteGate> gates, RunningCall call, Deadline deadline)
            throws SQLException {
        try {
            return session.binding()
                    .parked(() -> SeveralGates.enter(gates, gate -> arriving(gate, sql, call), deadline));
        } finally {
            call.leftGateQueue();
        }
    }

    /**
     * Makes sure, before a transaction begins, that the session is inside these gates: those that its connection needs, which
     * may have attached other files than those that were expected of it.
     */
    void enterAllOf(List<WriteGate> gates, GatePass pass, String sql, RunningCall call, Deadline deadline)
            throws SQLException {
        if (pass.covers(gates)) {
            return;
        }
        if (pass.isLent()) {
            enterToo(gates, pass, sql, call, deadline);
            return;
        }
        pass.leaveOwn();
        pass.enteredInstead(gates, enterOwn(sql, gates, call, deadline));
    }

    /** Enters those of the gates that it is not inside, for a transaction that has begun. */
    void enterToo(List<WriteGate> gates, GatePass pass, String sql, RunningCall call, Deadline deadline)
            throws SQLException {
        for (WriteGate gate : gates) {
            if (!pass.covers(List.of(gate))) {
                try {
                    pass.entered(
                            gate,
                            session.binding()
                                    .parked(() -> SeveralGates.enterToo(
                                            pass.holds(), gate, one -> arriving(one, sql, call), deadline)));
                } finally {
                    call.leftGateQueue();
                }
            }
        }
    }

    private Entrant arriving(WriteGate gate, String sql, RunningCall call) throws SQLException {
        Entrant entrant = entrant(sql, null).ofAttached(needed.attachedFile(gate));
        call.enteringGate(entrant);
        return entrant;
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
    boolean isNested() throws SQLException {
        return outerSession(needed.forTransaction()) != null;
    }

    /**
     * Another thread may be inside the outer session just now, closing a statement of it or ending it. When that one is
     * done the outer gives way, refuses, or has left the gate. The wait goes in short turns, since a call that is ended does
     * not wake it. It is given up without an exception: the gate throws the one that fits.
     */
    private @Nullable GatePass lentByOuterTransaction(
            String sql, List<WriteGate> gates, RunningCall call, Deadline deadline) throws SQLException {
        for (Session outer = outerSession(gates); outer != null; outer = outerSession(gates)) {
            if (outer.tryLock(TURN)) {
                try {
                    if (outer == outerSession(gates) && outer.returning().isOpen()) {
                        outer.returning().readRestForOther();
                    } else if (outer == outerSession(gates)) {
                        Lending lending = Lending.lend(outer, session, entrant(sql, null), deadline);
                        return outer.transaction().isAborted()
                                ? null
                                : GatePass.lent(outer.transaction().insideOf(gates), lending);
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

    private @Nullable Session outerSession(List<WriteGate> gates) {
        for (WriteGate gate : gates) {
            Session outer = outerSession(gate);
            if (outer != null) {
                return outer;
            }
        }
        return null;
    }

    private @Nullable Session outerSession(WriteGate gate) {
        Hold holder = gate.holder();
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
