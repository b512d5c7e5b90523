// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.opening.ReadOnlyFile;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
final class StatementRunner {
    private final Session session;
    private final SessionContext context;
    private final StatementPrograms programs;
    private final GroupCommit groupCommit;
    private final TransactionControl control;

    StatementRunner(Session session) {
        this.session = session;
        this.context = session.context();
        this.programs = new StatementPrograms(session);
        this.groupCommit = new GroupCommit(session);
        this.control = new TransactionControl(session);
    }

    TransactionControl control() {
        return control;
    }

    Outcome run(Execution execution, RunningCall call) throws SQLException {
        SqlStatement sql = execution.sql();
        session.returning().readRest();
        session.activity().runs(sql.kind());
        if (TransactionControl.isControl(sql)) {
            control.run(sql, call);
            return Outcome.count(0);
        }
        if (sql.isDataVersion() && session.dataVersion().canBeCounted()) {
            return dataVersion(execution, call);
        }
        Program program = programs.of(sql);
        boolean needsGate = StatementPrograms.needsGate(sql, program);
        if (session.isReadOnly() && !sql.isReadOnlySafe() && needsGate) {
            session.binding().release();
            throw context.config().readOnly()
                    ? ReadOnlySessionException.ofDatabase(
                            context.poolName(), context.config().file(), ReadOnlyFile.optionOf(context.config()), null)
                    : ReadOnlySessionException.of(context.poolName(), session.id(), sql.sql());
        }
        if (runsInTransaction(sql, program)) {
            return inTransaction(execution, program, call);
        }
        return needsGate ? autocommitWrite(execution, program, call) : autocommitRead(execution, program, call);
    }

    /** What SQLite would answer if the session had a connection to itself. In manual commit mode that begins the transaction. */
    private Outcome dataVersion(Execution execution, RunningCall call) throws SQLException {
        Transaction transaction = session.transaction();
        if (session.inTransactionMode()) {
            transaction.leaseFor(execution.sql(), Program.PLAIN, call);
        }
        try {
            int version = session.dataVersion().answer(transaction.isReading());
            ReadOut row = ReadOut.ofNumber("data_version", version);
            return Outcome.rows(Cursor.inMemory(session.core(), execution.statement(), row.resultSet()));
        } catch (SQLException failure) {
            throw transaction.failed(failure);
        }
    }

    /** Runs the entries of a batch in autocommit as one transaction, all or nothing. */
    BatchOutcomes runAtomicBatch(Batch executions, RunningCall call) throws SQLException {
        boolean canRunElsewhere = true;
        boolean writesFile = false;
        for (SqlStatement sql : executions.statements()) {
            Program program = programs.of(sql);
            canRunElsewhere &= program.canRunElsewhere();
            writesFile |= program.writesFile();
        }
        makeWayForWriter();
        if (session.binding().current() != null
                || session.gateAccess().isNested()
                || session.dataVersion().isAsked()
                || !context.source().attachedByEach().isEmpty()
                || !canRunElsewhere) {
            return inOwnTransaction(executions, writesFile, call);
        }
        session.activity().runs(executions.get(0).sql().kind());
        WriteJob job = new WriteJob(session, executions, true);
        runElsewhere(job, call);
        BatchOutcomes outcomes = job.result();
        for (int i = 0; i < outcomes.size(); i++) {
            session.counters().ranElsewhere(executions.get(i), outcomes.get(i));
        }
        return outcomes;
    }

    private BatchOutcomes inOwnTransaction(Batch executions, boolean writesFile, RunningCall call) throws SQLException {
        Transaction transaction = session.transaction();
        BatchOutcomes outcomes = new BatchOutcomes(executions.size());
        transaction.wantedBySql(writesFile ? BeginKind.IMMEDIATE : BeginKind.DEFERRED, call);
        try {
            for (Execution execution : executions) {
                outcomes.add(inTransaction(execution, programs.of(execution.sql()), call));
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
     * A query that names no table, a definition that has nothing to do, a PRAGMA that is about the connection only, and what can
     * not run in a transaction, leave the transaction unbegun: they need no snapshot, and the first statement that does shall
     * take the lock that fits it.
     */
    private boolean runsInTransaction(SqlStatement sql, Program program) {
        if (session.transaction().isOpen()) {
            return true;
        }
        // VACUUM is refused by SQLite then, as it would be on a connection that has sent its BEGIN.
        boolean neutral = (sql.outsideTransactionOnly() && sql.kind() != StatementKind.VACUUM)
                || sql.readsNothing()
                || (sql.mayDoNothing() && program.hasNothingToDo())
                || sql.kind() == StatementKind.ATTACH_DETACH
                || (sql.kind() == StatementKind.PRAGMA && !sql.isPragmaOfTransaction());
        return session.inTransactionMode() && !neutral;
    }

    private Outcome inTransaction(Execution execution, Program program, RunningCall call) throws SQLException {
        Lease lease = session.transaction().leaseFor(execution.sql(), program, call);
        call.executingOn(lease.connection());
        try {
            SessionChange change = beforeRun(execution, program, lease);
            Outcome outcome = inTransaction(execution, lease, call);
            session.transaction().ran();
            afterRun(execution, lease, outcome, change);
            return outcome;
        } catch (SQLException failure) {
            session.counters().failed(execution, lease, failure);
            throw session.transaction().failed(failure);
        }
    }

    /** An attached file may not be locked or read yet, and then it is busy before the statement has done anything. */
    private Outcome inTransaction(Execution execution, Lease lease, RunningCall call) throws SQLException {
        SqlStatement sql = execution.sql();
        boolean waits = sql.kind() == StatementKind.ATTACH_DETACH
                || lease.connection().attached().isAny();
        if (!waits) {
            return execution.on(session.core(), lease, false);
        }
        return session.retrying(
                RetryPoint.STATEMENT,
                sql.sql(),
                call,
                context.writeDeadline(),
                () -> execution.on(session.core(), lease, false));
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
        makeWayForWriter();
        if (canShareTransaction(execution, program)) {
            WriteJob job = new WriteJob(session, List.of(execution), false);
            return runElsewhere(job, execution, call);
        }
        Deadline deadline = context.writeDeadline();
        String text = execution.sql().sql();
        GateAccess gates = session.gateAccess();
        GatePass pass = gates.enter(text, gates.needed().forWrite(program), false, call, deadline);
        Lease lease = null;
        boolean done = true;
        try {
            lease = session.binding().writer(context.connectionDeadline());
            gates.enterAllOf(gates.needed().forWrite(program), pass, text, call, deadline);
            session.dataVersion().beforeWrite(lease.connection());
            if (lease.connection().needsFileAlone(execution.sql())) {
                Lease alone = lease;
                return OwnLock.alone(
                        session,
                        execution.sql(),
                        alone,
                        call,
                        atOnce -> execute(execution, program, alone, false, call, atOnce));
            }
            boolean readOut = execution.sql().hasReturning();
            Outcome outcome = execute(execution, program, lease, readOut, call, deadline);
            context.requireStored(lease.connection());
            done = outcome.cursor() == null || session.returning().read(execution, outcome.cursor(), lease, pass, call);
            return outcome;
        } finally {
            if (done) {
                leaveGate(pass, lease);
            }
        }
    }

    /** Ends a write in autocommit. The connection goes first, so that the next writer finds it free. */
    void leaveGate(GatePass pass, @Nullable Lease lease) {
        try {
            // Also after a failure: the one that lent the gate has to know that nobody else wrote.
            if (lease != null) {
                session.dataVersion().afterWrite(lease.connection());
                pass.beforeRelease(lease.connection());
            }
        } finally {
            try {
                makeWayForWriter();
            } finally {
                pass.exit();
            }
        }
    }

    private void runElsewhere(WriteJob job, RunningCall call) throws SQLException {
        try {
            groupCommit.run(job, call);
        } finally {
            session.counters().changedElsewhere(job.totalChanges());
        }
    }

    private Outcome runElsewhere(WriteJob job, Execution execution, RunningCall call) throws SQLException {
        try {
            runElsewhere(job, call);
            Outcome outcome = job.result().get(0);
            session.counters().ranElsewhere(execution, outcome);
            return outcome;
        } catch (SQLException failure) {
            session.counters().failed(execution, null, failure);
            throw failure;
        }
    }

    private boolean canShareTransaction(Execution execution, Program program) throws SQLException {
        return context.groupsCommits()
                && execution.sql().isGroupable()
                && program.canRunElsewhere()
                && !session.dataVersion().isAsked()
                && execution.statement().settings().queryTimeoutSeconds() == 0
                && session.binding().current() == null
                && session.gateAccess().needed().isMainEnough(program)
                && !session.gateAccess().isNested();
    }

    private Outcome execute(
            Execution execution, Program program, Lease lease, boolean readOut, RunningCall call, Deadline deadline)
            throws SQLException {
        PhysicalConnection connection = lease.connection();
        lease.requireSettled();
        call.executingOn(connection);
        SessionChange change = beforeRun(execution, program, lease);
        try {
            Outcome outcome = session.retrying(
                    RetryPoint.STATEMENT,
                    execution.sql().sql(),
                    call,
                    deadline,
                    () -> execution.on(session.core(), lease, readOut));
            afterRun(execution, lease, outcome, change);
            return outcome;
        } catch (SQLException failure) {
            if (SqliteErrors.endsTransaction(failure)) {
                lease.endTransaction(failure);
            }
            session.counters().failed(execution, lease, failure);
            throw failure;
        } catch (RuntimeException | Error broken) {
            // Nobody knows what SQLite has open now.
            connection.discard("a call of the driver failed: " + broken);
            throw broken;
        }
    }

    private SessionChange beforeRun(Execution execution, Program program, Lease lease) throws SQLException {
        Program onLease = programs.on(lease, execution.sql(), program);
        session.counters().beforeRun(execution, lease);
        session.counters().prepare(onLease, lease);
        return SessionChange.before(session, execution.sql(), lease);
    }

    private void afterRun(Execution execution, Lease lease, Outcome outcome, SessionChange change) throws SQLException {
        session.counters().ran(execution, lease, outcome);
        change.after();
    }

    /**
     * Frees the session for the hot connection: gives back one that it needs no more and leaves one with open result
     * sets to them, since a write on their old snapshot would fail (SQLITE_BUSY_SNAPSHOT). In rollback-journal mode the
     * open result set would block the other connection's commit instead, so there the write runs beside it.
     */
    void makeWayForWriter() {
        Binding binding = session.binding();
        binding.release();
        Lease lease = binding.current();
        if (lease != null
                && lease.hasOpenCursors()
                && !lease.isPinned()
                && context.readsBesideWrites()
                && !context.source().keepsBound()) {
            binding.leaveToCursors();
        }
    }
}
