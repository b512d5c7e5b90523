// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The write lock of an open transaction: taken for its first write, lent to an inner transaction of its thread, and taken back.
 * Each answer is the stage that the transaction has come to. Called with the session's lock held.
 */
final class TransactionLock {
    private final SessionCore session;
    private final GateAccess gateAccess;
    private final NativeTransaction transactions;
    private final Savepoints savepoints;

    TransactionLock(SessionCore session, GateAccess gateAccess, NativeTransaction transactions, Savepoints savepoints) {
        this.session = session;
        this.gateAccess = gateAccess;
        this.transactions = transactions;
        this.savepoints = savepoints;
    }

    /** Gets a transaction ready for a statement that writes. */
    Stage forWrite(Stage stage, SqlStatement sql, Program program, RunningCall call) throws SQLException {
        if (stage instanceof Stage.Reading reading) {
            return upgrade(reading, sql.sql(), call);
        }
        if (stage instanceof Stage.Held held) {
            return upgrade(held, sql.sql(), program, call);
        }
        if (stage instanceof Stage.GaveWay gaveWay) {
            return takeBack(gaveWay, sql.sql(), call);
        }
        enterGatesOfAttached(stage.pass(), sql.sql(), program, call);
        return stage.writes(sql.sql());
    }

    /** A transaction that has read wants to write: SQLite itself tells whether its snapshot is still the newest. */
    private Stage upgrade(Stage.Reading reading, String sql, RunningCall call) throws SQLException {
        SqlStatement begunWith = reading.begunWith();
        if (begunWith != null) {
            session.context().beginnings().ledToWrite(begunWith);
        }
        GateAccess gates = gateAccess;
        GatePass entered = gates.enter(
                sql,
                gates.needed().forTransaction(),
                false,
                call,
                session.context().writeDeadline());
        return reading.upgrades(entered, sql);
    }

    /** Nobody in this JVM has written since it took its snapshot, unless it has given way. */
    private Stage upgrade(Stage.Held held, String sql, Program program, RunningCall call) throws SQLException {
        if (!held.pass().keep()) {
            return upgrade(held.reading(), sql, call);
        }
        enterGatesOfAttached(held.pass(), sql, program, call);
        return held.upgrades(held.pass(), sql);
    }

    /** What was attached since the transaction began was not locked then. */
    private void enterGatesOfAttached(@Nullable GatePass pass, String sql, Program program, RunningCall call)
            throws SQLException {
        GateAccess access = gateAccess;
        List<WriteGate> gates = access.needed().forWrite(program);
        if (pass != null && !pass.covers(gates)) {
            access.enterToo(gates, pass, sql, call, session.context().writeDeadline());
        }
    }

    /** Swaps the write lock for a read snapshot of the same state; the session stays the gate's holder. */
    Stage lend(Stage stage, NestedWrite to) {
        Stage lent = stage.gaveWay(to);
        if (stage instanceof Stage.GaveWay before) {
            before.nested().close();
            return lent;
        }
        if (stage instanceof Stage.Held && !session.binding().freeOfCursors()) {
            // They keep the snapshot, so that nobody can tell whether it is the newest.
            to.outerMayBeOld();
            return lent;
        }
        try {
            if (!NativeTransaction.swapForSnapshot(connection(), savepoints)) {
                // Somebody outside of the gate wrote in between, so what this transaction has read is gone.
                throw overtaken(stage);
            }
            return lent;
        } catch (SQLException failure) {
            return stage.aborted(failure);
        }
    }

    private Stage takeBack(Stage.GaveWay stage, String sql, RunningCall call) throws SQLException {
        NestedWrite nested = stage.nested();
        Deadline deadline = session.context().writeDeadline();
        nested.awaitInner(sql, call, deadline);
        if (nested.provesNothing()) {
            nested.close();
            return stage.upgrades(stage.pass(), sql);
        }
        try {
            PhysicalConnection connection = connection();
            call.executingOn(connection);
            transactions.swapSnapshotForLock(connection, savepoints, call, deadline);
            if (nested.isOvertaken()) {
                throw overtaken(stage);
            }
        } catch (SQLException failure) {
            return stage.aborted(failure);
        }
        nested.close();
        return stage.tookLockBack().writes(sql);
    }

    /**
     * Moves a transaction whose snapshot was too old for its first write to the newest state, if all that it has read is the same
     * there.
     *
     * @param log what it has read
     * @return with the write lock; or as it was, or over, with what its caller is to be told
     */
    Moved moveToNewest(Stage.Upgrading stage, ReadLog log, SQLException stale, RunningCall call) throws SQLException {
        if (stage.neverLeft()) {
            session.context().source().sharedFile().outsideWrites().seen();
        }
        Lease lease = lease();
        Validation validation = new Validation(session, log, call);
        SQLException refusal = lookAtOld(validation, lease, stale);
        if (refusal != null) {
            // The snapshot stays readable, and others may have the gate.
            stage.pass().exit();
            return new Moved(stage.reading(), refusal);
        }
        try {
            transactions.swapSnapshotForLock(
                    lease.connection(), savepoints, call, session.context().writeDeadline());
            RepeatableRead changed = validation.firstChanged(lease.connection());
            if (changed == null) {
                return new Moved(stage.moved(), null);
            }
            StaleSnapshotException conflict =
                    WriteAdvice.changedRead(session, changed.sql().sql(), stale);
            return new Moved(stage.aborted(conflict), conflict);
        } catch (SQLException failure) {
            return new Moved(stage.aborted(failure), failure);
        }
    }

    private @Nullable SQLException lookAtOld(Validation validation, Lease lease, SQLException stale) {
        try {
            String gap = validation.lookAtOld(lease);
            return gap == null ? null : WriteAdvice.unknownSnapshot(session, gap, stale);
        } catch (SQLException ended) {
            return ended;
        }
    }

    /** Where a transaction has come to, and what its caller is to be told if that is not what it wanted. */
    record Moved(Stage stage, @Nullable SQLException refusal) {}

    /** Gives the connection back and leaves the gate: in this order, so that the next writer finds the hot connection free. */
    void leave(Stage left) {
        GatePass pass = left.pass();
        try {
            Lease lease = session.binding().current();
            if (lease != null) {
                lease.keepNoMoreFor(KeepReason.TRANSACTION);
                if (pass != null) {
                    pass.beforeRelease(lease.connection());
                }
            }
            session.binding().release();
        } finally {
            if (left instanceof Stage.GaveWay gaveWay) {
                leaveToInner(gaveWay);
            } else if (pass != null) {
                pass.exit();
            }
        }
    }

    /** Leaves the gate to the inner transaction; if that has ended, to the next in the queue. */
    private static void leaveToInner(Stage.GaveWay left) {
        try {
            if (!left.pass().leaveTo(left.nested())) {
                left.pass().exit();
            }
        } finally {
            left.nested().close();
        }
    }

    private StaleSnapshotException overtaken(Stage stage) {
        return staleSnapshot(
                stage,
                SqliteErrors.staleSnapshot("a connection outside of the write gate wrote while the gate was lent"));
    }

    /** What a transaction, or a write beside open result sets, is told whose snapshot is too old to write. */
    StaleSnapshotException staleSnapshot(Stage stage, SQLException cause) {
        session.context().listeners().staleSnapshot(session.id());
        Lease lease = session.binding().current();
        if (!(stage instanceof Stage.Open) && lease != null && lease.hasOpenCursors()) {
            return WriteAdvice.staleRows(session, cause);
        }
        return WriteAdvice.staleSnapshot(session, stage.firstRead(), cause);
    }

    private PhysicalConnection connection() {
        return lease().connection();
    }

    private Lease lease() {
        return Objects.requireNonNull(session.binding().current(), "a transaction has a connection");
    }
}
