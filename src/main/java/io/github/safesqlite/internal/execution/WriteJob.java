// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.PragmaValues;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.gate.GateJob;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The auto-commit write of one session, which another session's thread may run while this one waits. The gate hands it over and
 * back, so it needs no lock.
 */
final class WriteJob implements GateJob {
    private final SessionContext context;
    private final PragmaValues pragmas;
    private final List<Execution> executions;
    private final boolean atomic;
    private @Nullable Exception failure;
    private BatchOutcomes outcomes = new BatchOutcomes(0);
    private long totalChanges;
    private LogSync.Commit commit = LogSync.Commit.DURABLE;

    /** @param atomic whether the executions are one transaction even when they run alone (a batch) */
    WriteJob(SessionCore session, List<Execution> executions, boolean atomic) {
        this.context = session.context();
        this.pragmas = session.binding().pragmas();
        this.executions = executions;
        this.atomic = atomic;
    }

    /** Each statement runs under the settings of its own DataSource: its PRAGMAs, limits, functions and collations. */
    @Override
    public boolean canShareWith(@Nullable GateJob own) {
        return own instanceof WriteJob job
                && job.context.settings().areSame(context.settings())
                && job.pragmas.isSame(pragmas);
    }

    /** It was committed so. */
    void committed(LogSync.Commit by) {
        commit = by;
    }

    /** How it was committed. */
    LogSync.Commit commit() {
        return commit;
    }

    List<Execution> executions() {
        return executions;
    }

    boolean isAtomic() {
        return atomic;
    }

    String sql() {
        return executions.get(0).sql().sql();
    }

    void succeeded(BatchOutcomes outcomes) {
        this.outcomes = outcomes;
        this.failure = null;
    }

    /** @param failure an SQLException, or a RuntimeException of a parameter that the caller has set */
    void failed(Exception failure) {
        this.failure = failure;
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** What it gave, in the thread of the session that wanted it. */
    BatchOutcomes result() throws SQLException {
        if (failure instanceof SQLException refused) {
            throw refused;
        }
        if (failure instanceof RuntimeException broken) {
            throw broken;
        }
        return outcomes;
    }

    /** How many rows its statements changed by their own counts, if it has not failed. */
    long changedRows() {
        long rows = 0;
        if (failure == null) {
            for (long count : outcomes.counts()) {
                rows += count;
            }
        }
        return rows;
    }

    /** How many rows its last run changed, those that triggers changed included, also if it failed then. */
    long totalChanges() {
        return totalChanges;
    }

    /** Something to do of this job, the changes of which are counted. */
    @FunctionalInterface
    interface Part<T> {
        T run() throws SQLException;
    }

    <T> T counting(PhysicalConnection connection, Part<T> part) throws SQLException {
        long before = connection.counters().totalChanges();
        try {
            return part.run();
        } finally {
            totalChanges = connection.counters().totalChanges() - before;
        }
    }

    /** Runs it; a failure becomes its result. */
    void runOn(PhysicalConnection connection) {
        try {
            succeeded(counting(connection, () -> runAll(connection)));
        } catch (SQLException | RuntimeException e) {
            failed(e);
        }
    }

    private BatchOutcomes runAll(PhysicalConnection connection) throws SQLException {
        BatchOutcomes done = new BatchOutcomes(executions.size());
        for (Execution execution : executions) {
            done.add(execution.countedOn(connection));
        }
        return done;
    }
}
