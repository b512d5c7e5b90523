// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.opening.ReadOnlyFile;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.transaction.DataVersion;
import io.github.safesqlite.internal.transaction.GateAccess;
import io.github.safesqlite.internal.transaction.GateNeed;
import io.github.safesqlite.internal.transaction.GatePass;
import io.github.safesqlite.internal.transaction.OwnLock;
import io.github.safesqlite.internal.transaction.Transaction;
import io.github.safesqlite.internal.transaction.TransactionControl;
import java.sql.SQLException;

/**
 * Decides where and under which lock a statement runs, and runs it. Called with the session's lock held.
 *
 * <table>
 * <caption>What a statement takes</caption>
 * <tr><td>autocommit, reads</td><td>any connection, no gate</td></tr>
 * <tr><td>autocommit, writes</td><td>gate, then the hot connection; queued ones share a transaction</td></tr>
 * <tr><td>in a transaction</td><td>what {@link Transaction#leaseFor} says</td></tr>
 * </table>
 */
public final class StatementRunner {
    private final SessionCore session;
    private final Transaction transaction;
    private final GateAccess gates;
    private final DataVersion dataVersion;
    private final ChangeCounters counters;
    private final Returning returning;
    private final StatementCompiler compiler;
    private final SessionContext context;
    private final StatementPrograms programs;
    private final SharedWrites shared;
    private final TransactionControl control;
    private final TransactionRunner inTransaction;

    public StatementRunner(
            SessionCore session,
            Transaction transaction,
            TransactionControl control,
            GateAccess gates,
            DataVersion dataVersion,
            ChangeCounters counters,
            Returning returning,
            StatementCompiler compiler) {
        this.session = session;
        this.context = session.context();
        this.transaction = transaction;
        this.control = control;
        this.gates = gates;
        this.dataVersion = dataVersion;
        this.counters = counters;
        this.returning = returning;
        this.compiler = compiler;
        this.programs = new StatementPrograms(session, counters);
        this.inTransaction = new TransactionRunner(session, transaction, counters, programs);
        this.shared = new SharedWrites(session, gates, dataVersion, counters);
    }

    public Outcome run(Execution execution, RunningCall call) throws SQLException {
        SqlStatement sql = execution.sql();
        returning.readRest();
        session.activity().runs(sql.kind());
        if (TransactionControl.isControl(sql)) {
            // It is not sent as it stands, so a mistake in it would not show.
            compiler.requireCompiles(sql);
            control.run(sql, call);
            return Outcome.count(0);
        }
        if (sql.isDataVersion() && dataVersion.canBeCounted()) {
            return dataVersion(execution, call);
        }
        Program program = programs.of(sql);
        boolean needsGate = GateNeed.needsGate(sql, program);
        if (session.isReadOnly() && !sql.isReadOnlySafe() && needsGate) {
            session.binding().release();
            throw context.config().readOnly()
                    ? ReadOnlySessionException.ofDatabase(
                            context.poolName(), context.config().file(), ReadOnlyFile.optionOf(context.config()), null)
                    : ReadOnlySessionException.of(context.poolName(), session.id(), sql.sql());
        }
        if (runsInTransaction(sql, program)) {
            return inTransaction.run(execution, program, call);
        }
        return needsGate ? autocommitWrite(execution, program, call) : autocommitRead(execution, program, call);
    }

    TransactionRunner inTransaction() {
        return inTransaction;
    }

    /** What SQLite would answer if the session had a connection to itself. In manual commit mode that begins the transaction. */
    private Outcome dataVersion(Execution execution, RunningCall call) throws SQLException {
        if (transaction.inTransactionMode()) {
            transaction.leaseFor(execution.sql(), Program.PLAIN, call);
        }
        try {
            int version = dataVersion.answer(transaction.isReading());
            ReadOut row = ReadOut.ofNumber("data_version", version);
            return Outcome.rows(Cursor.inMemory(session, execution.statement(), row.resultSet()));
        } catch (SQLException failure) {
            throw transaction.failed(failure);
        }
    }

    /** Runs the entries of a batch in autocommit as one transaction, all or nothing. */
    BatchOutcomes runAtomicBatch(Batch executions, RunningCall call) throws SQLException {
        gates.bindFirst();
        boolean canRunElsewhere = true;
        boolean writesFile = false;
        for (SqlStatement sql : executions.statements()) {
            Program program = programs.of(sql);
            canRunElsewhere &= program.canRunElsewhere();
            writesFile |= program.writesFile();
        }
        session.makeWayForWriter();
        if (!canRunElsewhere || !shared.canRunBatch()) {
            return inOwnTransaction(executions, writesFile, call);
        }
        session.activity().runs(executions.get(0).sql().kind());
        return shared.runBatch(executions, call);
    }

    private BatchOutcomes inOwnTransaction(Batch executions, boolean writesFile, RunningCall call) throws SQLException {
        BatchOutcomes outcomes = new BatchOutcomes(executions.size());
        String text = executions.get(0).sql().sql();
        transaction.wantedFor(text, writesFile ? BeginKind.IMMEDIATE : BeginKind.DEFERRED, call);
        try {
            for (Execution execution : executions) {
                outcomes.add(inTransaction.runAsPart(execution, programs.of(execution.sql()), call));
            }
            transaction.commit(call);
        } finally {
            if (transaction.isOpen()) {
                transaction.rollback();
            }
        }
        return outcomes;
    }

    /**
     * A query that reads no database, a definition that has nothing to do, a PRAGMA that is about the connection only, and what can
     * not run in a transaction, leave the transaction unbegun: they need no snapshot, and the first statement that does shall
     * take the lock that fits it.
     */
    private boolean runsInTransaction(SqlStatement sql, Program program) throws SQLException {
        if (transaction.isBegun() || !transaction.inTransactionMode()) {
            return transaction.isBegun();
        }
        boolean ofConnection = sql.kind() == StatementKind.PRAGMA && !sql.isPragmaOfTransaction();
        if (transaction.isOpen()) {
            // Behind a BEGIN SQLite may refuse or ignore the others.
            return !programs.readsNothing(sql) && (!ofConnection || sql.outsideTransactionOnly());
        }
        // VACUUM is refused by SQLite then, as it would be on a connection that has sent its BEGIN.
        boolean neutral = (sql.outsideTransactionOnly() && sql.kind() != StatementKind.VACUUM)
                || (sql.mayDoNothing() && program.hasNothingToDo())
                || sql.kind() == StatementKind.ATTACH_DETACH
                || ofConnection
                || programs.readsNothing(sql);
        return !neutral;
    }

    private Outcome autocommitRead(Execution execution, Program program, RunningCall call) throws SQLException {
        Deadline deadline = context.connectionDeadline();
        Lease lease = program.hasNothingToDo() && execution.sql().mayDoNothing()
                ? session.binding().forMoment(deadline)
                : session.binding().reader(deadline);
        try {
            return execute(execution, program, lease, false, call, context.writeDeadline());
        } finally {
            session.binding().release();
        }
    }

    private Outcome autocommitWrite(Execution execution, Program program, RunningCall call) throws SQLException {
        session.makeWayForWriter();
        gates.bindFirst();
        if (shared.canRun(execution, programs.ofBound(execution.sql(), program))) {
            return shared.run(execution, call);
        }
        Deadline deadline = context.writeDeadline();
        String text = execution.sql().sql();
        GatePass pass = gates.enter(text, gates.needed().forWrite(program), false, call, deadline);
        Written written = writeInGate(execution, program, pass, call, deadline);
        context.awaitDurable(written.commit());
        return written.outcome();
    }

    /** What a write gave, and what is left to wait for when the gate is left. */
    private record Written(Outcome outcome, LogSync.Commit commit) {}

    private Written writeInGate(
            Execution execution, Program program, GatePass pass, RunningCall call, Deadline deadline)
            throws SQLException {
        String text = execution.sql().sql();
        Lease lease = null;
        boolean done = true;
        try {
            lease = session.binding().writer(context.connectionDeadline());
            gates.enterAllOf(gates.needed().forWrite(program), pass, text, call, deadline);
            dataVersion.beforeWrite(lease.connection());
            LogSync.Commit commit = context.beforeCommit(lease.connection());
            if (lease.connection().pragmas().needsFileAlone(execution.sql())) {
                Lease alone = lease;
                Outcome outcome = OwnLock.alone(
                        session,
                        execution.sql(),
                        alone,
                        call,
                        atOnce -> execute(execution, program, alone, false, call, atOnce));
                return new Written(outcome, LogSync.Commit.DURABLE);
            }
            boolean readOut = execution.sql().hasReturning();
            Outcome outcome = execute(execution, program, lease, readOut, call, deadline);
            pass.changed(outcome.changedRows());
            context.requireStored(lease.connection());
            done = outcome.cursor() == null
                    || returning.read(execution, outcome.cursor(), lease, gates, pass, commit, call);
            if (!done) {
                return new Written(outcome, LogSync.Commit.DURABLE);
            }
            commit.written();
            return new Written(outcome, commit);
        } finally {
            if (done) {
                gates.leave(pass, lease);
            }
        }
    }

    private Outcome execute(
            Execution execution, Program program, Lease lease, boolean readOut, RunningCall call, Deadline deadline)
            throws SQLException {
        PhysicalConnection connection = lease.connection();
        lease.requireSettled();
        call.executingOn(connection);
        programs.beforeRun(execution, program, lease);
        SessionChange change = SessionChange.before(session, execution.sql(), lease);
        try {
            Outcome outcome = session.retrying(
                    RetryPoint.STATEMENT,
                    execution.sql().sql(),
                    call,
                    deadline,
                    () -> execution.on(session, lease, readOut));
            counters.ran(execution, lease, outcome);
            change.after();
            return outcome;
        } catch (SQLException failure) {
            if (SqliteErrors.endsTransaction(failure)) {
                lease.endTransaction(failure);
            }
            counters.failed(execution, lease, failure);
            throw StorageFailures.explain(failure, session, connection);
        } catch (RuntimeException | Error broken) {
            // Nobody knows what SQLite has open now.
            connection.discard("a call of the driver failed: " + broken);
            throw broken;
        }
    }
}
