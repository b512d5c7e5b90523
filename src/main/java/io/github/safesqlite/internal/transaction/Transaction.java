// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.event.SessionUse.TransactionState;
import io.github.safesqlite.internal.binding.CommitMode;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a session, begun by its first statement. This class acts on SQLite and the gate; the state is its {@link
 * Stage}. Guarded by the session's lock, except {@link #isOpen} and {@link #state}, which another thread may see a moment late.
 */
public final class Transaction implements SessionInGate {
    private final SessionCore session;
    private final DataVersion dataVersion;
    private final UnreadRows unreadRows;
    private final GateAccess gates;
    private final NativeTransaction transactions;
    private final TransactionLock lock;
    private final TransactionStart start;
    private final Savepoints savepoints = new Savepoints();
    private final Learning learning;
    private final ReadLog log;
    private Stage stage = Stage.NONE;

    public Transaction(SessionCore session, DataVersion dataVersion, UnreadRows unreadRows) {
        this.session = session;
        this.dataVersion = dataVersion;
        this.unreadRows = unreadRows;
        this.gates = new GateAccess(this, dataVersion);
        this.transactions = new NativeTransaction(session);
        this.learning = new Learning(session.context());
        this.log = new ReadLog(session.context().adaptive().recheckReads());
        this.lock = new TransactionLock(session, gates, transactions, savepoints);
        this.start = new TransactionStart(session, gates, dataVersion, transactions, lock, learning, log, savepoints);
    }

    @Override
    public SessionCore core() {
        return session;
    }

    @Override
    public UnreadRows unreadRows() {
        return unreadRows;
    }

    /** Its way into the write gate. */
    public GateAccess gates() {
        return gates;
    }

    /** Whether statements belong to a transaction that the caller ends. */
    public boolean inTransactionMode() {
        return session.commitMode() == CommitMode.MANUAL || isOpen();
    }

    private void become(Stage next) {
        if (stage instanceof Stage.Held held
                && !(next instanceof Stage.Held)
                && held.pass().hasGivenWay()) {
            learning.gaveWay(held.pass().held());
        }
        stage = next;
    }

    private void becomeOrAbort(Stage next) {
        if (next instanceof Stage.Aborted aborted) {
            abort(aborted.cause());
        } else {
            become(next);
        }
    }

    public boolean isOpen() {
        return stage != Stage.NONE;
    }

    /** Whether SQLite has its BEGIN; one in SQL is held back until the first statement, as a savepoint is. */
    public boolean isBegun() {
        return !(stage instanceof Stage.Unbegun);
    }

    /** Whether a BEGIN has come as SQL and SQLite does not have it yet. */
    boolean isWanted() {
        return stage instanceof Stage.Wanted;
    }

    @Override
    public boolean isAborted() {
        return state() == TransactionState.ABORTED;
    }

    /** Whether it has a snapshot, which others may have outdated. */
    public boolean isReading() {
        return state() == TransactionState.READING;
    }

    /** How far it has come, as others are told. */
    public TransactionState state() {
        return stage.told();
    }

    @Override
    public @Nullable String firstWrite() {
        return stage.firstWrite();
    }

    Savepoints savepoints() {
        return savepoints;
    }

    /** Wants a transaction for {@code text}; one that may write enters the gate now, as its author expects. */
    public void wantedFor(String text, BeginKind kind, RunningCall call) throws SQLException {
        become(
                kind.locks() && !session.isReadOnly()
                        ? stage.began(start.writing(text, false, call))
                        : stage.wanted(kind));
    }

    /** Wants a transaction for a savepoint that comes before its first statement. */
    void wantedForSavepoint() {
        if (!isWanted()) {
            become(stage.wanted(BeginKind.PLAIN));
        }
    }

    /** The connection to run this statement on, in the transaction that it needs. */
    public Lease leaseFor(SqlStatement sql, Program program, RunningCall call) throws SQLException {
        requireNotAborted(sql.sql());
        // For a statement before this one that neither ran nor failed.
        become(stage.ran());
        if (!isBegun()) {
            become(stage.began(start.forStatement(stage, sql, program, call)));
            if (GateNeed.needsGate(sql, program)) {
                become(stage.writes(sql.sql()));
            }
        } else if (GateNeed.needsGate(sql, program)) {
            learning.writes();
            becomeOrAbort(lock.forWrite(stage, sql, program, call));
            if (stage instanceof Stage.Aborted aborted) {
                throw aborted.cause();
            }
        }
        return lease();
    }

    /** Its right to write, while it has one. */
    public @Nullable GatePass pass() {
        return stage.pass();
    }

    /** Those of the gates that it is inside. */
    @Override
    public List<WriteGate> insideOf(List<WriteGate> gates) {
        GatePass inside = stage.pass();
        return inside == null ? List.of() : inside.insideOf(gates);
    }

    /** A statement of this transaction ran. */
    public void ran() {
        become(stage.ran());
    }

    /** A query of it has found rows. */
    public void foundRows() {
        learning.foundRows();
    }

    /** What it has read so far; kept up by whoever runs its statements. */
    public ReadLog reads() {
        return log;
    }

    /**
     * After its first write has found its snapshot stale: moves to the newest state if all that it has read is the same there.
     *
     * @return whether the write may be run again
     * @throws SQLException if not, and why
     */
    public boolean movesToNewest(SQLException failure, SqlStatement sql, RunningCall call) throws SQLException {
        if (!(stage instanceof Stage.Upgrading upgrading) || !log.isKept() || !SqliteErrors.isStaleSnapshot(failure)) {
            return false;
        }
        dataVersion.beforeBegin();
        TransactionLock.Moved moved = lock.moveToNewest(upgrading, log, failure, call);
        SQLException refusal = moved.refusal();
        if (refusal != null) {
            learning.conflicted();
            becomeOrAbort(moved.stage());
            throw refusal;
        }
        learning.validated();
        become(moved.stage().writes(sql.sql()));
        return true;
    }

    /** What to throw after a statement of this transaction failed; notes what the failure did to the transaction. */
    public SQLException failed(SQLException failure) throws SQLException {
        Stage before = stage;
        become(stage.failed(failure));
        if (before instanceof Stage.Upgrading upgrading && stage instanceof Stage.Reading) {
            // Others may have the gate.
            upgrading.pass().exit();
            return SqliteErrors.isStaleSnapshot(failure) ? staleSnapshot(failure) : failure;
        }
        if (stage instanceof Stage.Open && lease().connection().isTransactionEndedBy(failure)) {
            leaveAborted(failure);
        }
        return failure;
    }

    public StaleSnapshotException staleSnapshot(SQLException cause) {
        return lock.staleSnapshot(stage, cause);
    }

    /**
     * Makes it durable. After a failure the transaction is over, with one exception: what SQLite keeps open for the
     * caller to mend, a deferred constraint that does not hold yet.
     */
    public void commit(RunningCall call) throws SQLException {
        if (stage instanceof Stage.Open) {
            commitOpen(call);
        } else if (stage instanceof Stage.Aborted aborted) {
            SQLException refusal = aborted.refusal(session, "COMMIT");
            end();
            throw refusal;
        } else if (isWanted()) {
            end();
        }
    }

    private void commitOpen(RunningCall call) throws SQLException {
        boolean wrote = firstWrite() != null;
        PhysicalConnection connection = lease().connection();
        lease().closeUnfinishedWrites();
        if (wrote) {
            dataVersion.beforeWrite(connection);
        }
        LogSync.Commit commit;
        try {
            call.executingOn(connection);
            commit = transactions.commit(connection, wrote, call);
        } catch (BusyException | DatabaseGoneException | NestedWriteException | RuntimeException | Error over) {
            rollback();
            throw over;
        } catch (SQLException failure) {
            if (connection.isTransactionEndedBy(failure)) {
                end();
            }
            throw failure;
        }
        if (wrote) {
            dataVersion.afterWrite(connection);
        }
        end();
        session.context().awaitDurable(commit);
    }

    /** Undoes it. Can't fail the caller: a connection on which ROLLBACK fails is discarded, which rolls back too. */
    public void rollback() {
        try {
            if (stage instanceof Stage.Open) {
                lease().endTransaction(new SQLException("the transaction was rolled back"));
            }
        } finally {
            end();
        }
    }

    /** Rolls a transaction that has only read back; the caller is told why on the next call. */
    public void endReading(SQLException reason) {
        if (stage instanceof Stage.Reading || stage instanceof Stage.Held) {
            abort(reason);
        }
    }

    @Override
    public boolean canGiveWay() {
        // Without a write-ahead log the outer's snapshot would keep the inner from committing.
        return stage.canGiveWay() && !log.needsOwnCommit() && session.context().readsBesideWrites();
    }

    @Override
    public boolean staysInGate() {
        return !(stage instanceof Stage.Held held) || held.pass().keep();
    }

    @Override
    public boolean wasOvertaken() throws SQLException {
        return stage instanceof Stage.GaveWay gaveWay && gaveWay.nested().isOvertaken();
    }

    @Override
    public void giveWay(NestedWrite to) {
        becomeOrAbort(lock.lend(stage, to));
    }

    /** Ends it natively, while the caller is yet to learn that it is over. */
    private void abort(SQLException cause) {
        try {
            lease().endTransaction(cause);
        } finally {
            leaveAborted(cause);
        }
    }

    private void leaveAborted(SQLException cause) {
        Stage left = stage;
        become(stage.aborted(cause));
        forget();
        lock.leave(left);
    }

    private void end() {
        Stage left = stage;
        become(Stage.NONE);
        savepoints.clear();
        forget();
        lock.leave(left);
    }

    private void forget() {
        learning.ended();
        log.clear();
    }

    void requireNotAborted(String wanted) throws SQLException {
        if (stage instanceof Stage.Aborted aborted) {
            throw aborted.refusal(session, wanted);
        }
    }

    /** The connection of the begun transaction. */
    Lease lease() {
        return Objects.requireNonNull(session.binding().current(), "a transaction has a connection");
    }
}
