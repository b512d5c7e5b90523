// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.gate.GateJob;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.transaction.GateAccess;
import io.github.safesqlite.internal.transaction.NativeTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs autocommit writes, those that queue for the gate together as one transaction: a thread switch and a commit for
 * all instead of one for each.
 *
 * <p>Each write keeps the meaning that it has alone. A statement that fails undoes only itself and fails only its own
 * session (conflict resolution ABORT, the default, sqlite.org/lang_conflict.html). If the transaction as a whole cannot go on, it is rolled back, nobody has been told
 * anything yet, and each write runs again alone.
 */
final class GroupCommit {
    private static final int LARGEST_GROUP = 256;

    private final SessionCore session;
    private final GateAccess gates;
    private final SessionContext context;
    private final NativeTransaction transactions;

    GroupCommit(SessionCore session, GateAccess gates) {
        this.session = session;
        this.gates = gates;
        this.context = session.context();
        this.transactions = new NativeTransaction(session);
    }

    /** Does the job, or lets another session do it. */
    void run(WriteJob job, RunningCall call) throws SQLException {
        runInGate(job, call);
        context.awaitDurable(job.commit());
    }

    private void runInGate(WriteJob job, RunningCall call) throws SQLException {
        Deadline deadline = context.writeDeadline();
        Hold hold = gates.enterOrDelegate(job.sql(), job, call, deadline);
        if (hold == null) {
            return;
        }
        try {
            Lease kept = keptConnection();
            Loan loan =
                    kept == null ? session.binding().connections().writer(context.connectionDeadline()) : kept.loan();
            PhysicalConnection connection = loan.connection();
            try {
                lead(hold, job, connection, call, deadline);
            } catch (SQLException failure) {
                throw StorageFailures.explain(failure, session, connection);
            } catch (RuntimeException | Error broken) {
                connection.discard("a call of the driver failed: " + broken);
                throw broken;
            } finally {
                try {
                    call.leavingConnection(connection);
                    connection.settle();
                } finally {
                    if (kept == null) {
                        context.source().release(loan);
                    }
                }
            }
        } finally {
            hold.exit();
        }
    }

    /** The connection that the session keeps, ready to write, or null if it keeps none. */
    private @Nullable Lease keptConnection() throws SQLException {
        if (!context.source().keepsBound()) {
            return null;
        }
        Lease kept = session.binding().writer(context.connectionDeadline());
        kept.requireSettled();
        return kept;
    }

    private void lead(Hold hold, WriteJob own, PhysicalConnection connection, RunningCall call, Deadline deadline)
            throws SQLException {
        if (hold.waiters() == 0 || connection.mayHaveListeners()) {
            call.executingOn(connection);
            runAlone(hold, own, connection, call, deadline);
            explain(own, connection);
            return;
        }
        transactions.beginWritingMain(connection, call, deadline);
        // From here to completeJobs an exception leaves the jobs unfinished, and the gate queues them again.
        List<GateJob> taken = hold.takeJobs(LARGEST_GROUP - 1);
        List<WriteJob> group = new ArrayList<>(taken.size() + 1);
        group.add(own);
        for (GateJob job : taken) {
            group.add((WriteJob) job);
        }
        runTogether(hold, group, connection, call);
        group.forEach(job -> explain(job, connection));
        hold.completeJobs(taken);
    }

    private void explain(WriteJob job, PhysicalConnection connection) {
        if (job.failure() instanceof SQLException failure) {
            job.failed(StorageFailures.explain(failure, session, connection));
        }
    }

    private void runTogether(Hold hold, List<WriteJob> group, PhysicalConnection connection, RunningCall call) {
        End end = End.UNDONE;
        try {
            if (runInTransaction(hold, group, connection)) {
                end = commit(group, connection, call);
            }
        } finally {
            if (end != End.COMMITTED) {
                NativeTransaction.rollBack(connection);
            }
        }
        if (end == End.COMMITTED) {
            context.listeners().groupCommitted(group.size());
        }
        if (end != End.UNDONE) {
            return;
        }
        for (WriteJob job : group) {
            // The leader's timeout, cancel or interrupt must not reach the others' work.
            RunningCall ownCall = job == group.get(0) ? call : session.callOfOther(job.sql());
            try {
                connection.requireSettled();
                hold.costs(job.sql());
                runAlone(hold, job, connection, ownCall, context.writeDeadline());
            } catch (SQLException | RuntimeException failure) {
                job.failed(failure);
            }
        }
    }

    /** Whether the transaction can be committed with every job's result as it stands. */
    private static boolean runInTransaction(Hold hold, List<WriteJob> group, PhysicalConnection connection) {
        for (WriteJob job : group) {
            if (job != group.get(0)) {
                hold.costs(job.sql());
            }
            job.runOn(connection);
            hold.changed(job.changedRows());
            if (job.hasFailed() && (job.isAtomic() || !failedAlone(job, connection))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a failure undid its own statement and nothing else. */
    private static boolean failedAlone(WriteJob job, PhysicalConnection connection) {
        boolean endsAll = job.failure() instanceof SQLException failure
                && (SqliteErrors.endsTransaction(failure) || SqliteErrors.isBusy(failure));
        return !endsAll && isInTransaction(connection);
    }

    private BatchOutcomes runInAutocommit(
            Execution execution, PhysicalConnection connection, RunningCall call, Deadline deadline)
            throws SQLException {
        try {
            BatchOutcomes outcomes = new BatchOutcomes(1);
            outcomes.add(session.retrying(
                    RetryPoint.STATEMENT,
                    execution.sql().sql(),
                    call,
                    deadline,
                    () -> execution.countedOn(connection)));
            return outcomes;
        } catch (SQLException failure) {
            if (SqliteErrors.endsTransaction(failure)) {
                NativeTransaction.rollBack(connection);
            }
            throw failure;
        }
    }

    private void runAlone(Hold hold, WriteJob job, PhysicalConnection connection, RunningCall call, Deadline deadline)
            throws SQLException {
        if (!job.isAtomic()) {
            LogSync.Commit commit = context.beforeCommit(connection);
            Execution execution = job.executions().get(0);
            job.succeeded(job.counting(connection, () -> runInAutocommit(execution, connection, call, deadline)));
            hold.changed(job.changedRows());
            commit.written();
            job.committed(commit);
            // It may have run for long.
            context.requireStored(connection);
            return;
        }
        context.requireStored(connection);
        transactions.beginWritingMain(connection, call, deadline);
        job.runOn(connection);
        hold.changed(job.changedRows());
        if (!job.hasFailed()) {
            try {
                job.committed(transactions.commit(connection, true, call));
                return;
            } catch (SQLException failure) {
                job.failed(failure);
            }
        }
        NativeTransaction.rollBack(connection);
    }

    /** What became of the transaction of a group. */
    private enum End {
        COMMITTED,
        UNDONE,
        /** Nobody knows, so no job may run again. */
        IN_DOUBT
    }

    private End commit(List<WriteJob> group, PhysicalConnection connection, RunningCall call) {
        try {
            LogSync.Commit commit = transactions.commit(connection, true, call);
            group.forEach(job -> job.committed(commit));
            return End.COMMITTED;
        } catch (SQLException failure) {
            if (!SqliteErrors.leavesInDoubt(failure)) {
                // A deferred constraint of one job, or the disk: alone, each job meets its own failure.
                return End.UNDONE;
            }
            group.stream().filter(job -> !job.hasFailed()).forEach(job -> job.failed(failure));
            return End.IN_DOUBT;
        }
    }

    private static boolean isInTransaction(PhysicalConnection connection) {
        try {
            return connection.inTransaction();
        } catch (SQLException failure) {
            connection.discard("it could not be asked for its transaction: " + failure.getMessage());
            return false;
        }
    }
}
