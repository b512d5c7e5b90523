// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.execution.Batches;
import io.github.safesqlite.internal.execution.ChangeCounters;
import io.github.safesqlite.internal.execution.Returning;
import io.github.safesqlite.internal.execution.StatementCompiler;
import io.github.safesqlite.internal.execution.StatementRunner;
import io.github.safesqlite.internal.execution.StorageFailures;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.transaction.BusyWait;
import io.github.safesqlite.internal.transaction.DataVersion;
import io.github.safesqlite.internal.transaction.OwnRead;
import io.github.safesqlite.internal.transaction.Transaction;
import io.github.safesqlite.internal.transaction.TransactionControl;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Creates the parts of a session that belong to the packages below. */
final class SessionParts {
    private final SessionCore core;
    private final ChangeCounters counters = new ChangeCounters();
    private final Returning returning;
    private final Transaction transaction;
    private final TransactionControl control;
    private final StatementCompiler compiler;
    private final StatementRunner runner;
    private final Batches batches;

    SessionParts(SessionCore core) {
        this.core = core;
        DataVersion dataVersion = new DataVersion(core.context().source());
        this.returning = new Returning(core);
        this.transaction = new Transaction(core, dataVersion, returning);
        this.control = new TransactionControl(core, transaction);
        this.compiler = new StatementCompiler(core);
        this.runner = new StatementRunner(
                core, transaction, control, transaction.gates(), dataVersion, counters, returning, compiler);
        this.batches = new Batches(core, transaction, runner);
    }

    SessionCore core() {
        return core;
    }

    ChangeCounters counters() {
        return counters;
    }

    Returning returning() {
        return returning;
    }

    Transaction transaction() {
        return transaction;
    }

    TransactionControl control() {
        return control;
    }

    StatementCompiler compiler() {
        return compiler;
    }

    StatementRunner runner() {
        return runner;
    }

    Batches batches() {
        return batches;
    }

    void noteRowId() {
        Lease lease = core.binding().current();
        if (lease != null) {
            counters.noteRowId(lease);
        }
    }

    /** How many rows it has changed so far. */
    long totalChanges() throws SQLException {
        return counters.total(core.binding().current());
    }

    OpenRead beginRead() {
        return OwnRead.begin(core);
    }

    void leaving(Lease lease) {
        counters.note(lease);
    }

    void beforeCallOf(@Nullable Caller statement) throws SQLException {
        returning.beforeCallOf(statement);
    }

    SQLException explained(SQLException failure) {
        if (SqliteErrors.isStaleSnapshot(failure)
                && !(failure instanceof StaleSnapshotException)
                && !(failure instanceof TransactionAbortedException)) {
            return transaction.staleSnapshot(failure);
        }
        return StorageFailures.explain(failure, core);
    }

    boolean isInTransaction() {
        return transaction.isOpen();
    }

    BusyLook at(RetryPoint point) {
        return new BusyWait(core, point);
    }
}
