// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs batches. In autocommit a batch is one transaction, all or nothing; in a transaction it stops at the first entry
 * that fails and what came before stays part of the transaction. Called with the session's lock held.
 */
final class Batches {
    private final Session session;

    Batches(Session session) {
        this.session = session;
    }

    List<Outcome> run(List<Execution> entries, RunningCall call) throws SQLException {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).sql().returnsRows()) {
                throw new BatchUpdateException(
                        "batch entry " + i + " returns rows: "
                                + session.context().shown(entries.get(i).sql().sql()),
                        new int[0]);
            }
        }
        return session.runner().isAtomicBatch(entries) ? runAtOnce(entries, call) : runOneByOne(entries, call);
    }

    private List<Outcome> runAtOnce(List<Execution> entries, RunningCall call) throws SQLException {
        try {
            return session.runner().runAtomicBatch(entries, call);
        } catch (SQLException failure) {
            long[] none = new long[entries.size()];
            Arrays.fill(none, Statement.EXECUTE_FAILED);
            throw batchFailure("the batch of " + entries.size() + " was rolled back as a whole", none, failure);
        }
    }

    private List<Outcome> runOneByOne(List<Execution> entries, RunningCall call) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(entries.size());
        for (Execution entry : entries) {
            try {
                Outcome outcome = session.runner().run(entry, call);
                if (outcome.cursor() != null) {
                    outcome.cursor().close();
                    outcome = Outcome.count(0);
                }
                outcomes.add(outcome);
            } catch (SQLException failure) {
                long[] done = outcomes.stream().mapToLong(Outcome::updateCount).toArray();
                throw batchFailure("batch entry " + done.length + " failed", done, failure);
            }
        }
        return outcomes;
    }

    private BatchUpdateException batchFailure(String what, long[] counts, SQLException cause) {
        SQLException failure = StorageFailures.explain(cause, session);
        return new BatchUpdateException(
                what + ": " + failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), counts, failure);
    }
}
