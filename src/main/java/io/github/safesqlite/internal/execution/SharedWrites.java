// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.transaction.DataVersion;
import io.github.safesqlite.internal.transaction.GateAccess;
import java.sql.SQLException;
import java.util.List;

/**
 * The autocommit writes of a session that another session's thread may run, on its own connection, while this one waits for the
 * gate. Called with the session's lock held.
 *
 * <p>A session of a pool has no connection between its statements, so all such writes go this way. One that keeps its
 * connection writes on that one, unless it would have to wait.
 */
final class SharedWrites {
    private final SessionCore session;
    private final SessionContext context;
    private final GateAccess gates;
    private final DataVersion dataVersion;
    private final ChangeCounters counters;
    private final GroupCommit groupCommit;

    SharedWrites(SessionCore session, GateAccess gates, DataVersion dataVersion, ChangeCounters counters) {
        this.session = session;
        this.context = session.context();
        this.gates = gates;
        this.dataVersion = dataVersion;
        this.counters = counters;
        this.groupCommit = new GroupCommit(session, gates);
    }

    /** Whether a write may go this way. */
    boolean canRun(Execution execution, Program program) throws SQLException {
        return context.groupsCommits()
                && execution.sql().isGroupable()
                && program.canRunElsewhere()
                && !dataVersion.isAsked()
                && execution.statement().settings().queryTimeoutSeconds() == 0
                && isFree()
                && gates.needed().isMainEnough(program)
                && !gates.isNested();
    }

    /** Whether a batch of writes may go this way that could run on any connection. */
    boolean canRunBatch() throws SQLException {
        return isFree()
                && !gates.isNested()
                && !dataVersion.isAsked()
                && context.source().attachedByEach().isEmpty();
    }

    /** Whether nothing of the session is on a connection, and if it keeps one, whether that would have to wait. */
    private boolean isFree() {
        Lease kept = session.binding().current();
        if (!context.source().keepsBound()) {
            return kept == null;
        }
        return kept != null
                && context.groupsCommits()
                && context.source().file() != null
                && kept.isStateless()
                && !kept.connection().isDiscarded()
                && !kept.connection().mayHaveListeners()
                && context.gate().holder() != null;
    }

    /** Runs a write. */
    Outcome run(Execution execution, RunningCall call) throws SQLException {
        WriteJob job = new WriteJob(session, List.of(execution), false);
        try {
            run(job, call);
            Outcome outcome = job.result().get(0);
            counters.ranElsewhere(execution, outcome);
            return outcome;
        } catch (SQLException failure) {
            counters.failed(execution, null, failure);
            throw failure;
        }
    }

    /** Runs a batch, all or nothing. */
    BatchOutcomes runBatch(Batch executions, RunningCall call) throws SQLException {
        WriteJob job = new WriteJob(session, executions, true);
        run(job, call);
        BatchOutcomes outcomes = job.result();
        for (int i = 0; i < outcomes.size(); i++) {
            counters.ranElsewhere(executions.get(i), outcomes.get(i));
        }
        return outcomes;
    }

    private void run(WriteJob job, RunningCall call) throws SQLException {
        Lease kept = session.binding().current();
        if (kept != null) {
            counters.leave(kept);
        }
        try {
            groupCommit.run(job, call);
        } finally {
            counters.changedElsewhere(job.totalChanges());
        }
    }
}
