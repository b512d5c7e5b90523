// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.CachedStatement;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.transaction.GateNeed;
import io.github.safesqlite.internal.transaction.GatePass;
import io.github.safesqlite.internal.transaction.Transaction;
import java.sql.SQLException;

/** Runs a statement in the transaction of a session. Called with the session's lock held. */
final class TransactionRunner {
    private final SessionCore session;
    private final Transaction transaction;
    private final ChangeCounters counters;
    private final StatementPrograms programs;

    TransactionRunner(
            SessionCore session, Transaction transaction, ChangeCounters counters, StatementPrograms programs) {
        this.session = session;
        this.transaction = transaction;
        this.counters = counters;
        this.programs = programs;
    }

    /** Runs it; the transaction begins with it if it has not begun. */
    Outcome run(Execution execution, Program program, RunningCall call) throws SQLException {
        Lease lease = transaction.leaseFor(execution.sql(), program, call);
        GatePass pass = transaction.pass();
        if (pass != null) {
            pass.working(execution.sql().sql());
        }
        return runOn(lease, execution, program, call);
    }

    /** The same for a part of what the session is in the gate for: at the cost of the statement that it entered with. */
    Outcome runAsPart(Execution execution, Program program, RunningCall call) throws SQLException {
        return runOn(transaction.leaseFor(execution.sql(), program, call), execution, program, call);
    }

    private void changed(Outcome outcome) {
        GatePass pass = transaction.pass();
        if (pass != null) {
            pass.changed(outcome.changedRows());
        }
    }

    private Outcome runOn(Lease lease, Execution execution, Program program, RunningCall call) throws SQLException {
        call.executingOn(lease.connection());
        try {
            Program onLease = programs.beforeRun(execution, program, lease);
            SessionChange change = SessionChange.before(session, execution.sql(), lease);
            Outcome outcome = onNewestState(execution, program, lease, call);
            transaction.ran();
            changed(outcome);
            if (!GateNeed.needsGate(execution.sql(), program)) {
                noteRead(execution, onLease, outcome);
            }
            counters.ran(execution, lease, outcome);
            change.after();
            return outcome;
        } catch (SQLException failure) {
            counters.failed(execution, lease, failure);
            if (transaction.firstWrite() == null) {
                transaction.reads().cannotRepeat(execution.sql());
            }
            throw transaction.failed(failure);
        }
    }

    /**
     * Runs the entries of a batch after its first one, which has run in this transaction, if they need no look of their own, and adds
     * their outcomes until one fails. It does nothing if they do.
     */
    void runAlike(Batch batch, BatchOutcomes outcomes, RunningCall call) throws SQLException {
        Execution first = batch.get(0);
        if (!transaction.isBegun()
                || batch.statements().size() > 1
                || !first.sql().isPlainWrite()
                || first.keysWanted()) {
            return;
        }
        Program program = programs.of(first.sql());
        if (canRepeat(first, program)) {
            repeat(batch, program, outcomes, call);
        }
    }

    /** Whether it writes to the main database as the transaction has done before, and asks for no counters of the session. */
    private boolean canRepeat(Execution execution, Program program) {
        Lease lease = session.binding().current();
        return lease != null
                && !lease.connection().attached().isAny()
                && transaction.firstWrite() != null
                && GateNeed.needsGate(execution.sql(), program)
                && !program.asksForChanges()
                && !program.asksForTotalChanges();
    }

    private void repeat(Batch batch, Program program, BatchOutcomes outcomes, RunningCall call) throws SQLException {
        Execution entry = batch.get(0);
        Lease lease = transaction.leaseFor(entry.sql(), program, call);
        PhysicalConnection connection = lease.connection();
        CachedStatement lent = borrow(connection, entry);
        Outcome outcome = Outcome.count(0);
        try {
            call.executingOn(connection);
            for (int i = outcomes.size(); i < batch.size(); i++) {
                call.requireGoesOn();
                entry = batch.get(i);
                outcome = entry.countedBy(lent, connection);
                outcomes.add(outcome);
                changed(outcome);
            }
            counters.ran(entry, lease, outcome);
        } catch (SQLException failure) {
            counters.failed(entry, lease, failure);
            throw transaction.failed(failure);
        } finally {
            connection.statements().giveBack(lent, outcomes.size() == batch.size());
            transaction.ran();
        }
    }

    private CachedStatement borrow(PhysicalConnection connection, Execution entry) throws SQLException {
        try {
            return connection.statements().borrow(entry.sql());
        } catch (SQLException failure) {
            throw transaction.failed(failure);
        }
    }

    private void noteRead(Execution execution, Program program, Outcome outcome) throws SQLException {
        SqlStatement sql = execution.sql();
        if (!outcome.isEmpty()) {
            transaction.foundRows();
        }
        boolean writesTemporary = sql.kind() == StatementKind.WRITE && !program.hasNothingToDo();
        if (writesTemporary || sql.pragma().equals("defer_foreign_keys")) {
            transaction.reads().needOwnCommit();
        }
        // A function of the application may read the database by itself.
        boolean readsNothing = sql.readsNothing() && !program.callsApplication();
        if (readsNothing || !transaction.reads().areNoted() || transaction.firstWrite() != null) {
            return;
        }
        RecordedRead read = sql.kind() == StatementKind.READ ? RecordedRead.of(execution) : null;
        if (read == null) {
            transaction.reads().cannotRepeat(sql);
        } else {
            transaction.reads().add(read);
        }
    }

    /** A write whose transaction has read what others have outdated meanwhile runs again if that makes no difference. */
    private Outcome onNewestState(Execution execution, Program program, Lease lease, RunningCall call)
            throws SQLException {
        try {
            return onceFree(execution, program, lease, call);
        } catch (SQLException failure) {
            if (!SqliteErrors.isStaleSnapshot(failure)) {
                throw failure;
            }
            // To find out what can be repeated asks SQLite questions.
            counters.beforeQuestions(lease);
            if (!transaction.movesToNewest(failure, execution.sql(), call)) {
                throw failure;
            }
            programs.beforeRun(execution, program, lease);
            return onceFree(execution, program, lease, call);
        }
    }

    /**
     * A read is busy only before it has done anything: BEGIN takes no lock on a file if it is deferred, and an attached file may
     * not be locked or read yet. A write is busy if its transaction has read and somebody outside of the gate has the lock, for
     * which SQLite calls no busy handler. Without a write-ahead log that one may wait for this very transaction.
     */
    private Outcome onceFree(Execution execution, Program program, Lease lease, RunningCall call) throws SQLException {
        SqlStatement sql = execution.sql();
        boolean waits = sql.kind() == StatementKind.ATTACH_DETACH
                || lease.connection().attached().isAny();
        if (!waits) {
            try {
                return execution.on(session, lease, false);
            } catch (SQLException failure) {
                if (!SqliteErrors.isBusy(failure)
                        || GateNeed.needsGate(sql, program)
                                && !session.context().readsBesideWrites()) {
                    throw failure;
                }
            }
        }
        return session.retrying(
                RetryPoint.STATEMENT,
                sql.sql(),
                call,
                session.context().writeDeadline(),
                () -> execution.on(session, lease, false));
    }
}
