// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
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
 * How a session enters the write gate.
 *
 * <p>A thread that opens a second connection and writes, while its first one holds the gate, would wait for itself, unless
 * another thread goes on with the first one. So it waits as all others do, but for no longer than a {@link Grace} if nobody
 * does. Then the first gives way if it has only read so far, see {@link NestedWrite}; otherwise the second is refused. Where
 * threads are known to nest their transactions, what needs no refusal is done at once.
 */
public final class GateAccess {
    private static final Duration TURN = Duration.ofMillis(50);

    private final SessionInGate owner;
    private final SessionCore session;
    private final NeededGates needed;
    private final DataVersion dataVersion;

    GateAccess(SessionInGate owner, DataVersion dataVersion) {
        this.owner = owner;
        this.session = owner.core();
        this.dataVersion = dataVersion;
        this.needed = new NeededGates(session);
    }

    /** Which gates it enters. */
    public NeededGates needed() {
        return needed;
    }

    /**
     * Binds a session that keeps its connection to its end before it waits at the gate, and before that wait is timed. Inside it
     * would wait for a connection that those who wait behind it may have.
     */
    public void bindFirst() throws SQLException {
        SessionContext context = session.context();
        if (context.source().keepsBound()
                && session.binding().current() == null
                && outerOf(needed.forTransaction()) == null) {
            session.binding().reader(context.connectionDeadline());
        }
    }

    /**
     * Enters these gates, which are in order. {@link #bindFirst} comes before.
     *
     * @param canReadInstead whether the caller can do without the gates if that is refused as nested
     */
    public GatePass enter(
            String sql, List<WriteGate> gates, boolean canReadInstead, RunningCall call, Deadline deadline)
            throws SQLException {
        Outer outer = outerOf(gates);
        if (outer == null) {
            return GatePass.own(gates, enterOwn(sql, gates, null, call, deadline));
        }
        if (!needsNoGrace(outer, canReadInstead)) {
            NestedWait wait = new NestedWait(outer.session(), outer.hold(), deadline);
            try {
                return GatePass.own(gates, enterOwn(sql, gates, wait, call, deadline));
            } catch (SQLException failure) {
                if (!wait.endedBy(failure)) {
                    throw failure;
                }
            }
        }
        GatePass lent = lentByOuterTransaction(sql, gates, call, deadline);
        if (lent == null) {
            return GatePass.own(gates, enterOwn(sql, gates, null, call, deadline));
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

    private boolean needsNoGrace(Outer outer, boolean canReadInstead) {
        if (!outer.gate().threads().isNested() || !outer.session().core().tryLock()) {
            return false;
        }
        try {
            return canReadInstead || outer.session().canGiveWay();
        } finally {
            outer.session().core().unlock();
        }
    }

    private List<Hold> enterOwn(
            String sql, List<WriteGate> gates, @Nullable NestedWait wait, RunningCall call, Deadline deadline)
            throws SQLException {
        List<Hold> holds = null;
        while (holds == null) {
            try {
                holds = onNewestFile(
                        session.binding()
                                .parked(() ->
                                        SeveralGates.enter(gates, gate -> arriving(gate, sql, wait, call), deadline)),
                        deadline);
            } finally {
                call.leftGateQueue();
            }
        }
        return holds;
    }

    /** The same holds, or null if the file was replaced while they were waited for, and the gates are to be entered again. */
    private @Nullable List<Hold> onNewestFile(List<Hold> holds, Deadline deadline) throws SQLException {
        boolean newest = false;
        try {
            newest = session.binding().isOnNewestFile();
        } finally {
            if (!newest) {
                SeveralGates.leave(holds);
            }
        }
        if (!newest) {
            session.binding().awaitNewestFile(deadline);
        }
        return newest ? holds : null;
    }

    /**
     * Makes sure, before a transaction begins, that the session is inside these gates: those that its connection needs, which
     * may have attached other files than those that were expected of it.
     */
    public void enterAllOf(List<WriteGate> gates, GatePass pass, String sql, RunningCall call, Deadline deadline)
            throws SQLException {
        if (pass.covers(gates)) {
            return;
        }
        if (pass.isLent()) {
            enterToo(gates, pass, sql, call, deadline);
            return;
        }
        pass.leaveOwn();
        pass.enteredInstead(gates, enterOwn(sql, gates, null, call, deadline));
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
                                            pass.holds(), gate, one -> arriving(one, sql, null, call), deadline)));
                } finally {
                    call.leftGateQueue();
                }
            }
        }
    }

    /** Ends a write in autocommit. The connection goes first, so that the next writer finds it free. */
    public void leave(GatePass pass, @Nullable Lease lease) {
        try {
            // Also after a failure: the one that lent the gate has to know that nobody else wrote.
            if (lease != null) {
                dataVersion.afterWrite(lease.connection());
                pass.beforeRelease(lease.connection());
            }
        } finally {
            try {
                session.makeWayForWriter();
            } finally {
                pass.exit();
            }
        }
    }

    private Entrant arriving(WriteGate gate, String sql, @Nullable NestedWait wait, RunningCall call)
            throws SQLException {
        Entrant entrant = entrant(sql, null).ofAttached(needed.attachedFile(gate));
        if (wait != null && wait.isFor(gate.holder())) {
            entrant.checkedBy(wait);
        }
        call.enteringGate(entrant);
        return entrant;
    }

    /** Enters to do the job, or lets the holder before do it: then there is no hold and the job is done. */
    public @Nullable Hold enterOrDelegate(String sql, GateJob job, RunningCall call, Deadline deadline)
            throws SQLException {
        while (true) {
            Entrant entrant = entrant(sql, job);
            call.enteringGate(entrant);
            try {
                Hold hold = session.context().gate().enterOrDelegate(entrant, deadline);
                if (hold == null || onNewestFile(List.of(hold), deadline) != null) {
                    return hold;
                }
            } finally {
                call.leftGateQueue();
            }
        }
    }

    /** Whether this thread holds the gate through another session, or keeps writers from committing by what it reads. */
    public boolean isNested() throws SQLException {
        return outerOf(needed.forTransaction()) != null
                || session.context().gate().readers().readsBeside(session, Thread.currentThread());
    }

    /**
     * Another thread may be inside the outer session just now, closing a statement of it or ending it. When that one is
     * done the outer gives way, refuses, or has left the gate. The wait goes in short turns, since a call that is ended does
     * not wake it. It is given up without an exception: the gate throws the one that fits.
     */
    private @Nullable GatePass lentByOuterTransaction(
            String sql, List<WriteGate> gates, RunningCall call, Deadline deadline) throws SQLException {
        for (SessionInGate outer = outerSession(gates); outer != null; outer = outerSession(gates)) {
            if (outer.core().tryLock(TURN)) {
                try {
                    if (outer == outerSession(gates) && outer.unreadRows().isOpen()) {
                        outer.unreadRows().readRestForOther();
                    } else if (outer == outerSession(gates) && outer.staysInGate()) {
                        NestedWrite nested = NestedWrite.begin(outer, owner, entrant(sql, null), deadline);
                        return outer.isAborted() ? null : GatePass.lent(outer.insideOf(gates), nested);
                    }
                } finally {
                    outer.core().unlock();
                }
            } else if (call.endReason() != null
                    || deadline.expired()
                    || Thread.currentThread().isInterrupted()) {
                return null;
            }
        }
        return null;
    }

    /** The session that holds one of the gates for an open transaction of this thread, as far as a thread is its transaction. */
    private @Nullable SessionInGate outerSession(List<WriteGate> gates) {
        Outer outer = outerOf(gates);
        return outer == null || !outer.gate().threads().staysInThread() ? null : outer.session();
    }

    /** Another session of this thread that is in a gate. */
    private record Outer(SessionInGate session, Hold hold, WriteGate gate) {}

    private @Nullable Outer outerOf(List<WriteGate> gates) {
        for (WriteGate gate : gates) {
            Hold holder = gate.holder();
            if (holder != null
                    && session.context().config().detectNestedWrites()
                    && holder.thread() == Thread.currentThread()
                    && holder.entrant().owner() instanceof SessionInGate outer
                    && outer != owner) {
                return new Outer(outer, holder, gate);
            }
        }
        return null;
    }

    private Entrant entrant(String sql, @Nullable GateJob job) {
        SessionContext context = session.context();
        return new Entrant(
                        session.id(), context.poolName(), Thread.currentThread(), sql, job, context.listeners(), owner)
                .ofClient(session.client())
                .rejectingHopelessWait(context.config().rejectHopelessWaits());
    }
}
