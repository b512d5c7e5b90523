// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Begins a transaction: beside the writer with a snapshot, or in the gate with SQLite's write lock. Called with the session's
 * lock held.
 */
final class TransactionStart {
    private final SessionCore session;
    private final GateAccess gates;
    private final DataVersion dataVersion;
    private final NativeTransaction transactions;
    private final TransactionLock lock;
    private final Savepoints savepoints;

    TransactionStart(
            SessionCore session,
            GateAccess gates,
            DataVersion dataVersion,
            NativeTransaction transactions,
            TransactionLock lock,
            Savepoints savepoints) {
        this.session = session;
        this.gates = gates;
        this.dataVersion = dataVersion;
        this.transactions = transactions;
        this.lock = lock;
        this.savepoints = savepoints;
    }

    /** For its first statement, in the way that {@code beginMode} asks for unless a BEGIN in SQL asked for DEFERRED. */
    Stage.Open forStatement(Stage before, SqlStatement sql, Program program, RunningCall call) throws SQLException {
        boolean deferred = before instanceof Stage.Wanted wanted && wanted.deferred();
        boolean needsGate = GateNeed.needsGate(sql, program);
        boolean temporaryOnly = GateNeed.writesTemporaryOnly(sql, program);
        boolean immediate = !deferred && session.context().config().beginMode() != BeginMode.DEFERRED;
        boolean expectsWrite =
                immediate && !(temporaryOnly && !session.context().beginnings().leadToWrite(sql));
        SqlStatement begunWith = immediate && temporaryOnly ? sql : null;
        return session.isReadOnly() || !expectsWrite && !needsGate
                ? reading(begunWith, call)
                : writingIfPossible(sql.sql(), needsGate, begunWith, call);
    }

    /** What cannot be written can still be read. Under {@code PRAGMA query_only} a write says itself what it lacks. */
    private Stage.Open writingIfPossible(
            String sql, boolean isWrite, @Nullable SqlStatement begunWith, RunningCall call) throws SQLException {
        boolean canReadInstead = !isWrite && session.context().readsBesideWrites();
        try {
            return writing(sql, canReadInstead, call);
        } catch (SQLException refused) {
            boolean reads = refused instanceof NestedWriteException
                    ? canReadInstead
                    : SqliteErrors.isReadOnly(refused)
                            && (!isWrite || session.binding().isQueryOnly());
            if (!reads) {
                throw refused;
            }
            return reading(begunWith, call);
        }
    }

    private Stage.Reading reading(@Nullable SqlStatement begunWith, RunningCall call) throws SQLException {
        Lease lease = session.binding().reader(session.context().connectionDeadline());
        dataVersion.beforeBegin();
        call.executingOn(lease.connection());
        transactions.beginReading(lease.connection(), call);
        openSavepoints(lease);
        lease.keepFor(KeepReason.TRANSACTION);
        Throwable here = session.isReadOnly() ? null : new Throwable("the transaction first read here");
        return Stage.Reading.of(here, begunWith);
    }

    /**
     * In the gate.
     *
     * @param canReadInstead whether the caller can do without the gate if that is refused as nested
     */
    Stage.Open writing(String sql, boolean canReadInstead, RunningCall call) throws SQLException {
        session.makeWayForWriter();
        Deadline deadline = session.context().writeDeadline();
        GatePass entered = gates.enter(sql, gates.needed().forTransaction(), canReadInstead, call, deadline);
        Stage.Locked locked = new Stage.Locked(entered, null);
        boolean begun = false;
        try {
            session.binding().writer(session.context().connectionDeadline());
            gates.enterAllOf(gates.needed().forTransaction(), entered, sql, call, deadline);
            Lease lease = Objects.requireNonNull(session.binding().current(), "a writer has a connection");
            call.executingOn(lease.connection());
            transactions.beginWriting(lease.connection(), call, deadline);
            openSavepoints(lease);
            lease.keepFor(KeepReason.TRANSACTION);
            begun = true;
            return locked;
        } finally {
            if (!begun) {
                lock.leave(locked);
            }
        }
    }

    /** Those that came before the first statement. */
    private void openSavepoints(Lease lease) throws SQLException {
        try {
            savepoints.reopen(lease.connection());
        } catch (SQLException failure) {
            lease.endTransaction(failure);
            throw failure;
        }
    }
}
