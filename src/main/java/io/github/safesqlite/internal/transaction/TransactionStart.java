// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.learning.Expectation;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins a transaction: beside the writer with a snapshot, in the gate with a snapshot, or in the gate with SQLite's write lock.
 * Called with the session's lock held.
 */
final class TransactionStart {
    private final SessionCore session;
    private final SessionContext context;
    private final GateAccess gates;
    private final DataVersion dataVersion;
    private final NativeTransaction transactions;
    private final TransactionLock lock;
    private final Learning learning;
    private final ReadLog log;
    private final Savepoints savepoints;

    TransactionStart(
            SessionCore session,
            GateAccess gates,
            DataVersion dataVersion,
            NativeTransaction transactions,
            TransactionLock lock,
            Learning learning,
            ReadLog log,
            Savepoints savepoints) {
        this.session = session;
        this.context = session.context();
        this.gates = gates;
        this.dataVersion = dataVersion;
        this.transactions = transactions;
        this.lock = lock;
        this.learning = learning;
        this.log = log;
        this.savepoints = savepoints;
    }

    /** For its first statement, in the way that {@code beginMode} asks for unless a BEGIN in SQL asked for DEFERRED. */
    Stage.Open forStatement(Stage before, SqlStatement sql, Program program, RunningCall call) throws SQLException {
        boolean deferred = before instanceof Stage.Wanted wanted && wanted.deferred();
        BeginMode mode = context.config().beginMode();
        log.clear();
        if (session.isReadOnly()) {
            return reading(null, false, call);
        }
        if (mode == BeginMode.ADAPTIVE) {
            return adaptive(sql, program, deferred, call);
        }
        boolean needsGate = GateNeed.needsGate(sql, program);
        boolean temporaryOnly = GateNeed.writesTemporaryOnly(sql, program);
        boolean immediate = !deferred && mode == BeginMode.IMMEDIATE;
        boolean expectsWrite =
                immediate && !(temporaryOnly && !context.beginnings().leadToWrite(sql));
        SqlStatement begunWith = immediate && temporaryOnly ? sql : null;
        return expectsWrite || needsGate
                ? writingIfPossible(sql.sql(), needsGate, begunWith, call)
                : reading(begunWith, true, call);
    }

    /** By what transactions that began alike have done. */
    private Stage.Open adaptive(SqlStatement sql, Program program, boolean deferred, RunningCall call)
            throws SQLException {
        Expectation expected = learning.begins(sql);
        if (GateNeed.needsGate(sql, program)) {
            learning.writes();
            return counted(writingIfPossible(sql.sql(), true, null, call));
        }
        log.begin();
        boolean readsBeside = context.readsBesideWrites();
        if (deferred
                || readsBeside && expected == Expectation.READS
                || GateNeed.writesTemporaryOnly(sql, program) && !learning.hasWritten()) {
            return counted(reading(null, false, call));
        }
        // What reads by a PRAGMA, as migrations do, cannot be compared later.
        boolean mayGiveWay = readsBeside
                && expected == Expectation.UNKNOWN
                && sql.kind() == StatementKind.READ
                && !context.source().sharedFile().outsideWrites().areExpected();
        return mayGiveWay ? firstRun(sql, call) : counted(writingIfPossible(sql.sql(), false, null, call));
    }

    private Stage.Open firstRun(SqlStatement sql, RunningCall call) throws SQLException {
        boolean begun = false;
        try {
            Stage.Open stage = counted(
                    switch (learning.beginsFirstRun(call)) {
                        case UNKNOWN -> heldIfPossible(sql.sql(), call);
                        case READS -> reading(null, false, call);
                        case WRITES -> writingIfPossible(sql.sql(), false, null, call);
                    });
            begun = true;
            return stage;
        } finally {
            if (!begun) {
                learning.endFirstRun();
            }
        }
    }

    /** It has begun, and where. */
    private Stage.Open counted(Stage.Open begun) {
        GatePass pass = begun.pass();
        if (pass == null) {
            learning.beganReading();
        } else {
            learning.beganInGate(pass);
        }
        return begun;
    }

    /** What cannot be written can still be read. Under {@code PRAGMA query_only} a write says itself what it lacks. */
    private Stage.Open writingIfPossible(
            String sql, boolean isWrite, @Nullable SqlStatement begunWith, RunningCall call) throws SQLException {
        boolean canReadInstead = !isWrite && context.readsBesideWrites();
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
            return reading(begunWith, true, call);
        }
    }

    private Stage.Open heldIfPossible(String sql, RunningCall call) throws SQLException {
        try {
            return held(sql, call);
        } catch (NestedWriteException refused) {
            return reading(null, false, call);
        }
    }

    /** @param traced whether the stack is kept, to be shown if it cannot write later */
    private Stage.Reading reading(@Nullable SqlStatement begunWith, boolean traced, RunningCall call)
            throws SQLException {
        beginReading(session.binding().reader(context.connectionDeadline()), call);
        Throwable here = !traced || session.isReadOnly() ? null : new Throwable("the transaction first read here");
        return Stage.Reading.of(here, begunWith);
    }

    private void beginReading(Lease lease, RunningCall call) throws SQLException {
        dataVersion.beforeBegin();
        call.executingOn(lease.connection());
        transactions.beginReading(lease.connection(), call);
        openSavepoints(lease);
        lease.keepFor(KeepReason.TRANSACTION);
    }

    /** In the gate, with a snapshot: SQLite's lock it takes with its first write, if it writes at all. */
    private Stage.Open held(String sql, RunningCall call) throws SQLException {
        gates.bindFirst();
        Deadline deadline = context.writeDeadline();
        GatePass entered = enter(sql, true, call, deadline);
        if (entered.isLent() || !gates.needed().isMainOnly()) {
            return locked(sql, entered, call, deadline);
        }
        Stage.Held held = new Stage.Held(entered, Stage.Reading.of(null, null));
        boolean begun = false;
        try {
            // Before the wait for a connection, in which nobody else needs to wait.
            Optional<Duration> giveWayAfter = context.adaptive().giveWayAfter();
            giveWayAfter.ifPresent(time -> entered.mayGiveWay(ReaderPatience.of(session, time)));
            beginReading(session.binding().reader(context.connectionDeadline()), call);
            begun = true;
            return held;
        } finally {
            if (!begun) {
                lock.leave(held);
            }
        }
    }

    /**
     * In the gate, with SQLite's write lock.
     *
     * @param canReadInstead whether the caller can do without the gate if that is refused as nested
     */
    Stage.Open writing(String sql, boolean canReadInstead, RunningCall call) throws SQLException {
        gates.bindFirst();
        Deadline deadline = context.writeDeadline();
        return locked(sql, enter(sql, canReadInstead, call, deadline), call, deadline);
    }

    private GatePass enter(String sql, boolean canReadInstead, RunningCall call, Deadline deadline)
            throws SQLException {
        session.makeWayForWriter();
        return gates.enter(sql, gates.needed().forTransaction(), canReadInstead, call, deadline);
    }

    private Stage.Locked locked(String sql, GatePass entered, RunningCall call, Deadline deadline) throws SQLException {
        Stage.Locked locked = new Stage.Locked(entered, null);
        boolean begun = false;
        try {
            session.binding().writer(context.connectionDeadline());
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
