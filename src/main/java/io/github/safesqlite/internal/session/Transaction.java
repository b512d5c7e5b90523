// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transaction of a session, begun by its first statement. Guarded by the session's lock. */
final class Transaction {
    /** How far a transaction has come. */
    private enum Phase {
        NONE,
        /** Wanted by a BEGIN in SQL, nothing sent to SQLite yet. */
        WANTED,
        READING,
        WRITING,
        /** SQLite rolled it back by itself; the caller does not know yet. */
        ABORTED
    }

    private final Session session;
    private final NativeTransaction transactions;
    private final Savepoints savepoints = new Savepoints();
    private Phase phase = Phase.NONE;
    private boolean begunBySql;
    private boolean wrote;
    private boolean writesFirst;
    private boolean upgrading;
    private @Nullable GatePass pass;
    private @Nullable Lending lending;
    /** The temporary write that it began with, which takes no lock unless a write has followed it once. */
    private @Nullable SqlStatement begunWith;

    private @Nullable String firstWrite;
    private @Nullable Throwable firstRead;
    private @Nullable SQLException abortCause;

    Transaction(Session session) {
        this.session = session;
        this.transactions = new NativeTransaction(session);
    }

    boolean isOpen() {
        return phase != Phase.NONE;
    }

    /** Whether SQLite has its BEGIN; one in SQL is held back until the first statement. */
    boolean isBegun() {
        return phase != Phase.NONE && phase != Phase.WANTED;
    }

    boolean isAborted() {
        return phase == Phase.ABORTED;
    }

    /** Whether it has taken a snapshot, which others may have outdated. */
    boolean isReading() {
        return phase == Phase.READING;
    }

    boolean isWriting() {
        return phase == Phase.WRITING;
    }

    /** Rolls a transaction that has only read back; the caller is told why on the next call. */
    void endReading(SQLException reason) {
        if (phase == Phase.READING && lending == null) {
            abort(reason);
        }
    }

    /** How far it has come, as others are told. */
    SessionUse.TransactionState state() {
        return switch (phase) {
            case NONE, WANTED -> SessionUse.TransactionState.NONE;
            case READING -> SessionUse.TransactionState.READING;
            case WRITING -> SessionUse.TransactionState.WRITING;
            case ABORTED -> SessionUse.TransactionState.ABORTED;
        };
    }

    /** Whether a rollback would lose something. */
    boolean hasWritten() {
        return wrote;
    }

    Savepoints savepoints() {
        return savepoints;
    }

    /** Wants a transaction by SQL text; one that may write enters the gate now, as its author expects. */
    void wantedBySql(BeginKind kind, RunningCall call) throws SQLException {
        if (kind == BeginKind.DEFERRED || session.isReadOnly()) {
            phase = Phase.WANTED;
        } else {
            beginWriting("BEGIN " + kind, false, call);
        }
        begunBySql = true;
    }

    /** Begins at once, as a savepoint outside of any transaction does. */
    void beginNow(boolean bySql, RunningCall call) throws SQLException {
        begunBySql = bySql;
        if (session.isReadOnly() || bySql || session.context().config().beginMode() == BeginMode.DEFERRED) {
            beginReading(call);
        } else {
            beginWritingIfPossible("SAVEPOINT", false, call);
        }
    }

    /** The connection to run this statement on, in the transaction that it needs. */
    Lease leaseFor(SqlStatement sql, Program program, RunningCall call) throws SQLException {
        boolean needsGate = StatementPrograms.needsGate(sql, program);
        switch (phase) {
            case NONE, WANTED -> begin(sql, program, call);
            case READING -> {
                if (needsGate) {
                    upgrade(sql, call);
                }
            }
            case WRITING -> {
                upgrading = false;
                if (needsGate) {
                    enterGatesOfAttached(sql, program, call);
                }
            }
            case ABORTED -> throw refusedBecauseAborted(sql.sql());
        }
        writesFirst = needsGate && !wrote;
        if (needsGate) {
            wrote = true;
            if (firstWrite == null) {
                firstWrite = sql.sql();
            }
        }
        if (pass != null) {
            pass.working(sql.sql());
        }
        return lease();
    }

    private void begin(SqlStatement sql, Program program, RunningCall call) throws SQLException {
        boolean needsGate = StatementPrograms.needsGate(sql, program);
        boolean temporaryOnly = StatementPrograms.writesTemporaryOnly(sql, program);
        boolean immediate = phase == Phase.NONE && session.context().config().beginMode() == BeginMode.IMMEDIATE;
        boolean expectsWrite =
                immediate && !(temporaryOnly && !session.context().beginnings().leadToWrite(sql));
        begunWith = immediate && temporaryOnly ? sql : null;
        if (session.isReadOnly() || !expectsWrite && !needsGate) {
            beginReading(call);
        } else {
            beginWritingIfPossible(sql.sql(), needsGate, call);
        }
    }

    /** What cannot be written can still be read. Under {@code PRAGMA query_only} a write says itself what it lacks. */
    private void beginWritingIfPossible(String sql, boolean isWrite, RunningCall call) throws SQLException {
        boolean canReadInstead = !isWrite && session.context().readsBesideWrites();
        try {
            beginWriting(sql, canReadInstead, call);
        } catch (SQLException refused) {
            boolean reads = refused instanceof NestedWriteException
                    ? canReadInstead
                    : SqliteErrors.isReadOnly(refused)
                            && (!isWrite || session.binding().isQueryOnly());
            if (!reads) {
                throw refused;
            }
            beginReading(call);
        }
    }

    private void beginReading(RunningCall call) throws SQLException {
        session.binding().reader(session.context().connectionDeadline());
        session.dataVersion().beforeBegin();
        transactions.beginReading(usedBy(call), call);
        lease().pin(Pin.TRANSACTION);
        phase = Phase.READING;
        firstRead = session.isReadOnly() ? null : new Throwable("the transaction first read here");
    }

    private void beginWriting(String sql, boolean canReadInstead, RunningCall call) throws SQLException {
        session.makeWayForWriter();
        Deadline deadline = session.context().writeDeadline();
        GateAccess gates = session.gateAccess();
        GatePass entered = gates.enter(sql, gates.needed().forTransaction(), canReadInstead, call, deadline);
        pass = entered;
        try {
            session.binding().writer(session.context().connectionDeadline());
            gates.enterAllOf(gates.needed().forTransaction(), entered, sql, call, deadline);
            transactions.beginWriting(usedBy(call), call, deadline);
            lease().pin(Pin.TRANSACTION);
            phase = Phase.WRITING;
        } finally {
            if (phase != Phase.WRITING) {
                releaseConnectionThenGate();
            }
        }
    }

    /** A transaction that has read wants to write: SQLite itself tells whether its snapshot is still the newest. */
    private void upgrade(SqlStatement sql, RunningCall call) throws SQLException {
        if (begunWith != null) {
            session.context().beginnings().ledToWrite(begunWith);
        }
        if (lending != null) {
            takeBackWriteLock(sql.sql(), call);
        } else {
            GateAccess gates = session.gateAccess();
            pass = gates.enter(
                    sql.sql(),
                    gates.needed().forTransaction(),
                    false,
                    call,
                    session.context().writeDeadline());
            upgrading = true;
        }
        phase = Phase.WRITING;
    }

    /** What was attached since the transaction began was not locked then. */
    private void enterGatesOfAttached(SqlStatement sql, Program program, RunningCall call) throws SQLException {
        GateAccess access = session.gateAccess();
        List<WriteGate> gates = access.needed().forWrite(program);
        if (pass != null && !pass.covers(gates)) {
            access.enterToo(gates, pass, sql.sql(), call, session.context().writeDeadline());
        }
    }

    /** Those of the gates that it is inside. */
    List<WriteGate> insideOf(List<WriteGate> gates) {
        GatePass inside = pass;
        return inside == null
                ? List.of()
                : gates.stream().filter(gate -> inside.covers(List.of(gate))).toList();
    }

    /** What to throw after a statement of this transaction failed; notes what the failure did to the transaction. */
    SQLException failed(SQLException failure) throws SQLException {
        if (phase != Phase.READING && phase != Phase.WRITING) {
            return failure;
        }
        if (writesFirst && SqliteErrors.isError(failure)) {
            wrote = false;
            firstWrite = null;
        }
        if (upgrading && (SqliteErrors.isStaleSnapshot(failure) || SqliteErrors.isBusy(failure))) {
            // The upgrade did not happen. The snapshot stays readable; others may have the gate.
            upgrading = false;
            phase = Phase.READING;
            wrote = false;
            firstWrite = null;
            exitGate();
            return SqliteErrors.isStaleSnapshot(failure) ? staleSnapshot(failure) : failure;
        }
        if (!lease().connection().inTransaction()) {
            phase = Phase.ABORTED;
            abortCause = failure;
            lease().unpin(Pin.TRANSACTION);
            releaseConnectionThenGate();
        }
        return failure;
    }

    StaleSnapshotException staleSnapshot(SQLException cause) {
        session.context().listeners().staleSnapshot(session.id());
        return WriteAdvice.staleSnapshot(session.core(), firstRead, cause);
    }

    /**
     * Makes it durable. After a failure the transaction is over, with one exception: what SQLite keeps open for the
     * caller to mend, a deferred constraint that does not hold yet.
     */
    void commit(RunningCall call) throws SQLException {
        switch (phase) {
            case NONE -> {}
            case WANTED -> end();
            case ABORTED -> {
                SQLException refusal = refusedBecauseAborted("COMMIT");
                end();
                throw refusal;
            }
            case READING, WRITING -> commitOpen(call);
        }
    }

    private void commitOpen(RunningCall call) throws SQLException {
        PhysicalConnection connection = lease().connection();
        lease().closeUnfinishedWrites();
        if (wrote) {
            session.dataVersion().beforeWrite(connection);
        }
        try {
            call.executingOn(connection);
            if (wrote) {
                transactions.commitWrite(connection, call);
            } else {
                transactions.commitRead(connection, call);
            }
        } catch (BusyException | DatabaseGoneException | NestedWriteException | RuntimeException | Error over) {
            rollback();
            throw over;
        } catch (SQLException failure) {
            if (!connection.inTransaction()) {
                end();
            }
            throw failure;
        }
        if (wrote) {
            session.dataVersion().afterWrite(connection);
        }
        end();
    }

    /** Undoes it. Can't fail the caller: a connection on which ROLLBACK fails is discarded, which rolls back too. */
    void rollback() {
        if (phase == Phase.READING || phase == Phase.WRITING) {
            try {
                lease().endTransaction(new SQLException("the transaction was rolled back"));
            } finally {
                end();
            }
        } else {
            end();
        }
    }

    /** Whether the gate's holder may hand its write lock to an inner transaction of its thread. */
    boolean canGiveWay() {
        boolean holdsAndOnlyRead = phase == Phase.WRITING && !wrote && pass != null && !pass.isLent()
                || phase == Phase.READING && lending != null && lending.isEnded();
        // Without a write-ahead log the outer's snapshot would keep the inner from committing.
        return holdsAndOnlyRead && session.context().readsBesideWrites();
    }

    /** Whether others have written since it gave way to an earlier inner transaction of its thread. */
    boolean wasOvertaken() throws SQLException {
        return lending != null && lending.isOvertaken();
    }

    /**
     * Swaps the write lock for a read snapshot of the same state; the session stays the gate's holder. If that fails the
     * transaction is aborted and its session has left the gate.
     */
    void giveWay(Lending to) throws SQLException {
        if (phase == Phase.WRITING) {
            PhysicalConnection connection = lease().connection();
            try {
                if (!NativeTransaction.swapLockForSnapshot(connection)) {
                    // Somebody outside of the gate wrote in between, so what this transaction has read is gone.
                    throw overtaken();
                }
            } catch (SQLException failure) {
                abort(failure);
                return;
            }
            phase = Phase.READING;
        }
        endLending();
        lending = to;
    }

    private void endLending() {
        if (lending != null) {
            lending.close();
            lending = null;
        }
    }

    private void takeBackWriteLock(String sql, RunningCall call) throws SQLException {
        Lending lent = Objects.requireNonNull(lending);
        Deadline deadline = session.context().writeDeadline();
        lent.awaitInner(sql, call, deadline);
        if (lent.mayHaveMoved()) {
            endLending();
            upgrading = true;
            return;
        }
        try {
            transactions.swapSnapshotForLock(usedBy(call), call, deadline);
            if (lent.isOvertaken()) {
                throw overtaken();
            }
        } catch (SQLException failure) {
            abort(failure);
            throw failure;
        }
        endLending();
    }

    private StaleSnapshotException overtaken() {
        return staleSnapshot(
                SqliteErrors.staleSnapshot("a connection outside of the write gate wrote while the gate was lent"));
    }

    /** Ends it natively, while the caller is yet to learn that it is over. */
    private void abort(SQLException cause) {
        try {
            lease().endTransaction(cause);
        } finally {
            phase = Phase.ABORTED;
            abortCause = cause;
            lease().unpin(Pin.TRANSACTION);
            releaseConnectionThenGate();
        }
    }

    /** Whether a COMMIT in SQL may end it, rather than {@code Connection.commit()} only. */
    boolean isBegunBySql() {
        return begunBySql;
    }

    @Nullable
    String firstWrite() {
        return firstWrite;
    }

    private PhysicalConnection usedBy(RunningCall call) throws SQLException {
        PhysicalConnection connection = lease().connection();
        call.executingOn(connection);
        return connection;
    }

    private void end() {
        Lease lease = session.binding().current();
        if (lease != null) {
            lease.unpin(Pin.TRANSACTION);
        }
        phase = Phase.NONE;
        begunBySql = false;
        wrote = false;
        upgrading = false;
        firstWrite = null;
        begunWith = null;
        firstRead = null;
        abortCause = null;
        savepoints.clear();
        try {
            releaseConnectionThenGate();
        } finally {
            endLending();
        }
    }

    /** In this order, so that the next writer finds the hot connection free. Can't throw. */
    private void releaseConnectionThenGate() {
        try {
            Lease lease = session.binding().current();
            if (lease != null && pass != null) {
                pass.beforeRelease(lease.connection());
            }
            session.binding().release();
        } finally {
            exitGate();
        }
    }

    /** Leaves the gate to the inner transaction that it is lent to, or else to the next in the queue. */
    private void exitGate() {
        GatePass ending = pass;
        pass = null;
        if (ending != null && (lending == null || !ending.leaveTo(lending))) {
            ending.exit();
        }
    }

    private SQLException refusedBecauseAborted(String sql) {
        if (abortCause instanceof SessionClosedException ended) {
            return ended;
        }
        int code = SqliteErrors.primaryCodeOr(SqliteErrors.ABORT, abortCause);
        return TransactionAbortedException.of(session.context().poolName(), session.id(), sql, code, abortCause);
    }

    void requireNotAborted(String wanted) throws SQLException {
        if (phase == Phase.ABORTED) {
            throw refusedBecauseAborted(wanted);
        }
    }

    /** The connection of the begun transaction, for a command that names this savepoint. */
    Lease openLease(String command, String savepoint) throws SQLException {
        requireNotAborted(command);
        if (!isBegun()) {
            throw SqliteErrors.error("no such savepoint: " + savepoint);
        }
        return lease();
    }

    private Lease lease() {
        return Objects.requireNonNull(session.binding().current(), "a transaction has a connection");
    }
}
