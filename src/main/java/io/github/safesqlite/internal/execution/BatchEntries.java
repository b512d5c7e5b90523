// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries added to the batch of a statement that have not run yet. Takes the session's lock itself. */
public final class BatchEntries {
    private final SessionCore session;
    private @Nullable Batch entries;

    public BatchEntries(SessionCore session) {
        this.session = session;
    }

    /** Adds the execution of a prepared statement, with its parameters as they are. */
    public void add(Execution prepared) {
        session.lock();
        try {
            PreparedBatch batch = entries instanceof PreparedBatch begun ? begun : new PreparedBatch(prepared);
            batch.add(prepared.parameters());
            entries = batch;
        } finally {
            session.unlock();
        }
    }

    /** Adds statements without parameters. */
    public void add(Caller statement, List<SqlStatement> statements) {
        session.lock();
        try {
            TextBatch batch = entries instanceof TextBatch begun ? begun : new TextBatch(statement);
            batch.add(statements);
            entries = batch;
        } finally {
            session.unlock();
        }
    }

    /** Gives the entries and leaves none; null if there are none. */
    public @Nullable Batch take() {
        session.lock();
        try {
            Batch taken = entries;
            entries = null;
            return taken;
        } finally {
            session.unlock();
        }
    }
}
