// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.transaction.Transaction;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Runs batches. In auto-commit mode a batch is one transaction, all or nothing; within a transaction it stops at the first
 * entry that fails, and earlier entries stay part of the transaction. Called with the session's lock held.
 */
public final class Batches {
    private final SessionCore session;
    private final Transaction transaction;
    private final StatementRunner runner;

    public Batches(SessionCore session, Transaction transaction, StatementRunner runner) {
        this.session = session;
        this.transaction = transaction;
        this.runner = runner;
    }

    public BatchOutcomes run(Batch entries, RunningCall call) throws SQLException {
        List<SqlStatement> statements = entries.statements();
        for (int i = 0; i < statements.size(); i++) {
            // Of any other statement only running it tells whether there is a row.
            if (statements.get(i).hasReturning()) {
                throw new BatchUpdateException("batch entry " + i + returnsRows(statements.get(i)), new int[0]);
            }
        }
        return isAtomic(statements) ? runAtOnce(entries, call) : runOneByOne(entries, call);
    }

    /** Whether a batch of these is a transaction of its own. */
    private boolean isAtomic(List<SqlStatement> statements) {
        if (transaction.inTransactionMode()
                || session.isReadOnly()
                || !session.context().config().atomicBatches()) {
            return false;
        }
        for (SqlStatement sql : statements) {
            if (!sql.isGroupable() && !isPlainWrite(sql)) {
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

    private BatchOutcomes runAtOnce(Batch entries, RunningCall call) throws SQLException {
        try {
            return runner.runAtomicBatch(entries, call);
        } catch (SQLException failure) {
            long[] none = new long[entries.size()];
            Arrays.fill(none, Statement.EXECUTE_FAILED);
            throw batchFailure("the whole batch of " + entries.size() + " was rolled back", none, failure);
        }
    }

    private BatchOutcomes runOneByOne(Batch entries, RunningCall call) throws SQLException {
        BatchOutcomes outcomes = new BatchOutcomes(entries.size());
        while (outcomes.size() < entries.size()) {
            Execution entry = entries.get(outcomes.size());
            try {
                outcomes.add(withoutRows(entry, runner.run(entry, call)));
                if (outcomes.size() == 1 && entries.size() > 1) {
                    runner.inTransaction().runAlike(entries, outcomes, call);
                }
            } catch (SQLException failure) {
                long[] done = outcomes.counts();
                throw batchFailure("batch entry " + done.length + " failed", done, failure);
            }
        }
        return outcomes;
    }

    private Outcome withoutRows(Execution entry, Outcome outcome) throws SQLException {
        Cursor rows = outcome.cursor();
        if (rows == null) {
            return outcome;
        }
        try {
            if (rows.next()) {
                throw new SQLException("the batch entry" + returnsRows(entry.sql()));
            }
        } finally {
            rows.close();
        }
        return Outcome.count(0);
    }

    private String returnsRows(SqlStatement sql) {
        return " returns rows: " + session.context().shown(sql.sql());
    }

    private BatchUpdateException batchFailure(String what, long[] counts, SQLException cause) {
        SQLException failure = StorageFailures.explain(cause, session);
        return new BatchUpdateException(
                what + ": " + failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), counts, failure);
    }
}
