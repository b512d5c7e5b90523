// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private final GroupCommit groupCommit;
    private final TransactionControl control;

    StatementRunner(Session session) {
        this.session = session;
        this.context = session.context();
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
        if (session.isReadOnly() && !sql.isReadOnlySafe()) {
            throw ReadOnlySessionException.of(context.poolName(), session.id(), sql.sql());
        }
        if (runsInTransaction(sql)) {
            return inTransaction(execution, call);
        }
        return sql.needsGate() ? autocommitWrite(execution, call) : autocommitRead(execution, call);
    }

    /** Runs the entries of a batch in autocommit as one transaction, all or nothing. */
    List<Outcome> runAtomicBatch(List<Execution> executions, RunningCall call) throws SQLException {
        makeWayForWriter();
        if (session.binding().isBound() || session.gateAccess().isNested() || askForChanges(executions)) {
            return inOwnTransaction(executions, call);
        }
        session.activity().runs(executions.get(0).sql().kind());
        WriteJob job = new WriteJob(executions, true);
        groupCommit.run(job, call);
        List<Outcome> outcomes = job.result();
        for (int i = 0; i < outcomes.size(); i++) {
            session.counters().ranElsewhere(executions.get(i), outcomes.get(i));
        }
        return outcomes;
    }

    private static boolean askForChanges(List<Execution> executions) {
        return executions.stream().anyMatch(execution -> execution.sql().asksForChanges());
    }

    private List<Outcome> inOwnTransaction(List<Execution> executions, RunningCall call) throws SQLException {
        Transaction transaction = session.transaction();
        List<Outcome> outcomes = new ArrayList<>(executions.size());
        transaction.wantedBySql(BeginKind.IMMEDIATE, call);
        try {
            for (Execution execution : executions) {
                outcomes.add(inTransaction(execution, call));
            }
            transaction.commit(call);
        } finally {
            if (transaction.isOpen()) {
                transaction.rollback();
            }
        }
        return outcomes;
    }

    /** Whether a batch of these is a transaction of its own. */
    boolean isAtomicBatch(List<Execution> executions) {
        if (session.inTransactionMode()
                || session.isReadOnly()
                || !context.config().atomicBatches()) {
            return false;
        }
        for (Execution execution : executions) {
            if (!execution.sql().isGroupable() && !isPlainWrite(execution.sql())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlainWrite(SqlStatement sql) {
        return sql.kind() == StatementKind.WRITE
                && sql.needsGate()
                && !sql.returnsRows()
                && !sql.changesSession()
                && !sql.outsideTransactionOnly();
    }

    /** A PRAGMA that opens no transaction by itself, and what can not run in one, leaves the transaction unbegun. */
    private boolean runsInTransaction(SqlStatement sql) {
        if (session.transaction().isOpen()) {
            return true;
        }
        boolean neutral = sql.outsideTransactionOnly()
                || sql.kind() == StatementKind.ATTACH_DETACH
                || (sql.kind() == StatementKind.PRAGMA && !sql.needsGate());
        return session.inTransactionMode() && !neutral;
    }

    private Outcome inTransaction(Execution execution, RunningCall call) throws SQLException {
        Lease lease = session.transaction().leaseFor(execution.sql(), call);
        call.executingOn(lease.connection());
        try {
            SessionChange change = beforeRun(execution, lease);
            Outcome outcome = execution.on(lease);
            afterRun(execution, lease, outcome, change);
            return outcome;
        } catch (SQLException failure) {
            session.counters().failed(execution, lease, failure);
            throw session.transaction().failed(failure);
        }
    }

    private Outcome autocommitRead(Execution execution, RunningCall call) throws SQLException {
        Lease lease = session.binding().reader(context.connectionDeadline());
        try {
            return execute(execution, lease, call, context.writeDeadline());
        } finally {
            session.binding().release();
        }
    }

    private Outcome autocommitWrite(Execution execution, RunningCall call) throws SQLException {
        makeWayForWriter();
        if (canShareTransaction(execution)) {
            WriteJob job = new WriteJob(List.of(execution), false);
            return runElsewhere(job, execution, call);
        }
        Deadline deadline = context.writeDeadline();
        GatePass pass = session.gateAccess().enter(execution.sql().sql(), call, deadline);
        Lease lease = null;
        boolean done = true;
        try {
            lease = session.binding().writer(context.connectionDeadline());
            Outcome outcome = execute(execution, lease, call, deadline);
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
                pass.beforeRelease(lease.connection());
            }
            makeWayForWriter();
        } finally {
            pass.exit();
        }
    }

    private Outcome runElsewhere(WriteJob job, Execution execution, RunningCall call) throws SQLException {
        try {
            groupCommit.run(job, call);
            Outcome outcome = job.result().get(0);
            session.counters().ranElsewhere(execution, outcome);
            return outcome;
        } catch (SQLException failure) {
            session.counters().failed(execution, null, failure);
            throw failure;
        }
    }

    private boolean canShareTransaction(Execution execution) {
        return context.groupsCommits()
                && execution.sql().isGroupable()
                && execution.statement().settings().queryTimeoutSeconds() == 0
                && !session.binding().isBound()
                && !session.gateAccess().isNested();
    }

    private Outcome execute(Execution execution, Lease lease, RunningCall call, Deadline deadline) throws SQLException {
        PhysicalConnection connection = lease.connection();
        lease.requireSettled();
        call.executingOn(connection);
        SessionChange change = beforeRun(execution, lease);
        try {
            Outcome outcome = session.retrying(
                    RetryPoint.STATEMENT, execution.sql().sql(), call, deadline, () -> execution.on(lease));
            afterRun(execution, lease, outcome, change);
            return outcome;
        } catch (SQLException failure) {
            if (SqliteErrors.endsTransaction(failure)) {
                lease.endTransaction(failure);
            }
            session.counters().failed(execution, lease, failure);
            throw failure;
        }
    }

    private SessionChange beforeRun(Execution execution, Lease lease) throws SQLException {
        session.counters().beforeRun(execution, lease);
        session.counters().prepare(execution.sql(), lease);
        return SessionChange.before(execution.sql(), lease);
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
