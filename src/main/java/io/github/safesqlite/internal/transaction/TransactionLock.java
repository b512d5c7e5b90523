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

    TransactionLock(SessionCore session, GateAccess gateAccess, NativeTransaction transactions) {
        this.session = session;
        this.gateAccess = gateAccess;
        this.transactions = transactions;
    }

    /** Gets a transaction ready for a statement that writes. */
    Stage forWrite(Stage stage, SqlStatement sql, Program program, RunningCall call) throws SQLException {
        if (stage instanceof Stage.Reading reading) {
            return upgrade(reading, sql.sql(), call);
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
        try {
            if (!NativeTransaction.swapLockForSnapshot(connection())) {
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
        if (nested.mayHaveMoved()) {
            nested.close();
            return stage.upgrades(stage.pass(), sql);
        }
        try {
            PhysicalConnection connection = connection();
            call.executingOn(connection);
            transactions.swapSnapshotForLock(connection, call, deadline);
            if (nested.isOvertaken()) {
                throw overtaken(stage);
            }
        } catch (SQLException failure) {
            return stage.aborted(failure);
        }
        nested.close();
        return stage.tookLockBack().writes(sql);
    }

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

    /** What a transaction is told whose snapshot is too old to write. */
    StaleSnapshotException staleSnapshot(Stage stage, SQLException cause) {
        session.context().listeners().staleSnapshot(session.id());
        return WriteAdvice.staleSnapshot(session, stage.firstRead(), cause);
    }

    private PhysicalConnection connection() {
        return Objects.requireNonNull(session.binding().current(), "a transaction has a connection")
                .connection();
    }
}
