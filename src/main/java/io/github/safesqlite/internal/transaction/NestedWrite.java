// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.VersionProbe;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.SeveralGates;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
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
 * <p>All this holds for one thread only. An outer transaction that goes on in another one knows nothing of the inner one's writes:
 * it waits for the inner one to end, and then writes only if its snapshot is still the newest.
 *
 * <p>If the outer ends before the inner, the gate stays closed and becomes the inner's. Safe for use by multiple threads:
 * each of the two may be ended by another one.
 */
final class NestedWrite {
    private static final Duration TURN = Duration.ofMillis(5);

    private final SessionInGate outer;
    private final SessionInGate inner;
    private final Entrant innerEntrant;
    private final Thread thread = Thread.currentThread();
    private final long innerConnectionId;
    private final int dataVersion;
    private boolean overtaken;
    private boolean outerMayBeOld;
    private boolean ended;
    private boolean closed;
    private @Nullable VersionProbe probe;
    private List<Hold> inherited = List.of();

    private NestedWrite(
            SessionInGate outer,
            SessionInGate inner,
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
    static NestedWrite begin(SessionInGate outer, SessionInGate inner, Entrant wanted, Deadline deadline)
            throws SQLException {
        if (!outer.canGiveWay()) {
            String pool = inner.core().context().poolName();
            throw withStack(
                    NestedWriteException.of(
                            pool, inner.core().id(), wanted.sql(), holder(outer, Thread.currentThread())),
                    inner.core());
        }
        PhysicalConnection connection = inner.core().binding().writer(deadline).connection();
        boolean lent = false;
        try {
            // The outer has SQLite's write lock, or its probe: nobody can write unnoticed between this look and its
            // snapshot.
            int version = connection.dataVersion();
            // The looks from both sides are at one database only if it is the main one of both.
            boolean overtaken = outer.wasOvertaken()
                    || outer.core().context().gate() != inner.core().context().gate();
            NestedWrite nested = new NestedWrite(outer, inner, wanted, connection, version, overtaken);
            outer.giveWay(nested);
            lent = true;
            return nested;
        } finally {
            if (!lent) {
                inner.core().binding().release();
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
                probe = outer.core().context().source().openProbe();
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

    /** Nobody knows whether others had written before, since the outer transaction took its snapshot. */
    synchronized void outerMayBeOld() {
        outerMayBeOld = true;
    }

    /** Whether only SQLite can tell if the outer transaction's snapshot may be written on. */
    synchronized boolean provesNothing() {
        return outerMayBeOld || mayHaveMoved();
    }

    /** Whether the outer transaction may have gone on in another thread, so that the inner one's writes are not its own. */
    private boolean mayHaveMoved() {
        return !outer.core().context().gate().threads().staysInThread();
    }

    /**
     * Lets the outer transaction, which wants to write, wait for the inner one to end. The outer session is locked.
     *
     * @throws NestedWriteException if nobody but the waiting thread can end it
     */
    void awaitInner(String sql, RunningCall call, Deadline deadline) throws SQLException {
        SessionContext context = outer.core().context();
        Grace grace = new Grace(inner.core(), deadline);
        while (!isEnded()) {
            if (!mayHaveMoved() && context.config().detectNestedWrites() && grace.endedUntouched()) {
                throw withStack(
                        NestedWriteException.ofOuter(
                                context.poolName(), outer.core().id(), sql, holder(inner)),
                        outer.core());
            }
            if (deadline.expired()) {
                throw WriteGateTimeoutException.of(
                        context.poolName(), deadline.waited(), deadline.limitOption(), holder(inner), 0);
            }
            rest(call, deadline);
        }
    }

    private void rest(RunningCall call, Deadline deadline) throws SQLException {
        try {
            call.backoff().await(Math.min(TURN.toNanos(), deadline.remainingNanos()));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw StatementCancelledException.interrupted(
                    outer.core().context().poolName(),
                    outer.core().id(),
                    "an inner transaction",
                    deadline.waited(),
                    interrupt);
        }
    }

    /** The refusal with the stack that opened the refused session. */
    static NestedWriteException withStack(NestedWriteException refusal, SessionCore refused) {
        refusal.addSuppressed(refused.openedAt());
        return refusal;
    }

    private HolderInfo holder(SessionInGate session) {
        return holder(session, thread);
    }

    /** How a session that is in the way of another one of its thread is told. */
    static HolderInfo holder(SessionInGate session, Thread thread) {
        return new HolderInfo(
                session.core().id(),
                session.core().context().poolName(),
                thread,
                session.core().openFor(),
                SqlText.shown(session.firstWrite()),
                List.of(session.core().openedAt().getStackTrace()),
                session.core().client().applicationName());
    }
}
