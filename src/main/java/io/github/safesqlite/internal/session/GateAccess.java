// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.GateJob;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
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

    GateAccess(Session session) {
        this.session = session;
    }

    GatePass enter(String sql, RunningCall call, Deadline deadline) throws SQLException {
        GatePass lent = lentByOuterTransaction(sql, call, deadline);
        if (lent != null) {
            return lent;
        }
        Hold hold = null;
        while (hold == null) {
            Entrant entrant = entrant(sql, null);
            call.enteringGate(entrant);
            try {
                hold = onNewestFile(
                        session.binding().parked(() -> session.context().gate().enter(entrant, deadline)), deadline);
            } finally {
                call.leftGateQueue();
            }
        }
        return GatePass.own(hold);
    }

    /** The same hold, or null if the file was replaced while it was waited for, and the gate is to be entered again. */
    private @Nullable Hold onNewestFile(Hold hold, Deadline deadline) throws SQLException {
        boolean newest = false;
        try {
            newest = session.binding().isOnNewestFile();
        } finally {
            if (!newest) {
                hold.exit();
            }
        }
        if (!newest) {
            session.binding().awaitNewestFile(deadline);
        }
        return newest ? hold : null;
    }

    /** Enters to do the job, or lets the holder before do it: then there is no hold and the job is done. */
    @Nullable
    Hold enterOrDelegate(String sql, GateJob job, RunningCall call, Deadline deadline) throws SQLException {
        while (true) {
            Entrant entrant = entrant(sql, job);
            call.enteringGate(entrant);
            try {
                Hold hold = session.context().gate().enterOrDelegate(entrant, deadline);
                if (hold == null || onNewestFile(hold, deadline) != null) {
                    return hold;
                }
            } finally {
                call.leftGateQueue();
            }
        }
    }

    /** Whether this thread holds the gate through another session. */
    boolean isNested() {
        return outerSession() != null;
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
