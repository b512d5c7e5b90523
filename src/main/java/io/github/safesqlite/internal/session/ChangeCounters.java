// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code last_insert_rowid()} and {@code changes()} are to a session, wherever it wrote. Guarded by the session's
 * lock.
 *
 * <p>SQLite keeps both per physical connection, and a session changes its connection between units of work. So they are
 * noted when it gives one back after an INSERT, and set on the connection on which it asks for them. The row id is read
 * as late as possible: a thousand inserts by one statement in one transaction cost one look.
 */
final class ChangeCounters {
    private static final long UNKNOWN = -1;
    /** The code of a text that does not compile, so that nothing ran. */
    private static final int SQL_ERROR = 1;

    private long lastInsertRowId;
    private long changes;
    private long rowIdBefore;
    private @Nullable SessionStatement inserter;

    /** Makes the connection answer as if this session had always used it. */
    void prepare(SqlStatement sql, Lease lease) {
        if (sql.asksForChanges()
                && !lease.isPinnedBy(Pin.CHANGE_COUNTERS)
                && !(lease.hasInserted() && lease.hasChangedRows())) {
            note(lease);
            try {
                lease.connection().setChangeCounters(lastInsertRowId, changes);
            } catch (SQLException refused) {
                if (!SqliteErrors.isReadOnly(refused) || !setDespiteQueryOnly(lease.connection())) {
                    // The connection answers for itself.
                    lease.pin(Pin.CHANGE_COUNTERS);
                }
            }
        }
    }

    /** The session may have said {@code PRAGMA query_only}, but what sets the counters is a write to a temporary table. */
    private boolean setDespiteQueryOnly(PhysicalConnection connection) {
        try {
            connection.setPragma("query_only", "OFF");
            try {
                connection.setChangeCounters(lastInsertRowId, changes);
            } finally {
                connection.setPragma("query_only", "ON");
            }
            return true;
        } catch (SQLException failure) {
            connection.discard("it could not be told the change counters: " + failure.getMessage());
            return false;
        }
    }

    /** Before an INSERT takes the place of a row id: another session's, or one that may still be asked for. */
    void beforeRun(Execution execution, Lease lease) throws SQLException {
        if (execution.sql().isInsert() && !lease.hasInserted()) {
            rowIdBefore = lease.connection().lastInsertRowId();
        }
        if (inserter != null
                && inserter != execution.statement()
                && execution.sql().isInsert()) {
            note(lease);
        }
    }

    /** After a statement ran on the session's own connection. */
    void ran(Execution execution, Lease lease, Outcome outcome) throws SQLException {
        if (!execution.sql().changesRows()) {
            return;
        }
        lease.changedRows();
        changes = outcome.cursor() == null ? outcome.updateCount() : UNKNOWN;
        if (execution.sql().isInsert() && changes != 0) {
            inserter = execution.statement();
            if (!lease.hasInserted()) {
                insertedFirst(execution, lease);
            }
        }
    }

    private void insertedFirst(Execution execution, Lease lease) throws SQLException {
        if (rowIdBefore == lastInsertRowId
                || changes == UNKNOWN
                || lease.connection().lastInsertRowId() != rowIdBefore) {
            lease.inserted();
            return;
        }
        if (lease.connection().setsRowId(execution.sql())) {
            lease.inserted();
        }
        // The question has set SQLite's count to 0.
        lease.lostChangedRows();
    }

    /** After a statement failed: SQLite then counts what it has changed up to there. */
    void failed(Execution execution, @Nullable Lease lease, SQLException failure) {
        if (execution.sql().changesRows() && SqliteErrors.primaryCode(failure) > SQL_ERROR) {
            changes = lease == null ? 0 : UNKNOWN;
            if (lease != null) {
                lease.changedRows();
            }
        }
    }

    /** After a statement ran on a connection that this session was never bound to. */
    void ranElsewhere(Execution execution, Outcome outcome) {
        if (execution.sql().changesRows()) {
            changes = outcome.updateCount();
            if (!outcome.generatedKeys().isEmpty()) {
                lastInsertRowId = outcome.generatedKeys().get(0);
            }
        }
    }

    /** The statement's results are replaced; its row id is not asked for any more. */
    void forget(SessionStatement statement) {
        if (inserter == statement) {
            inserter = null;
        }
    }

    /** Reads from the connection what is known there only. Can't throw: without an answer there are no keys. */
    void note(Lease lease) {
        noteRowId(lease);
        if (changes == UNKNOWN) {
            try {
                changes = lease.connection().changes();
            } catch (SQLException unanswered) {
                unusable(lease, unanswered);
            }
        }
    }

    /** The same for the row id only: a write with RETURNING that is not read to its end is not counted yet. */
    void noteRowId(Lease lease) {
        try {
            if (lease.hasInserted()) {
                lastInsertRowId = lease.connection().lastInsertRowId();
                if (inserter != null) {
                    inserter.generated(lastInsertRowId);
                }
            }
        } catch (SQLException unanswered) {
            unusable(lease, unanswered);
        }
        inserter = null;
    }

    private static void unusable(Lease lease, SQLException unanswered) {
        lease.connection().discard("it could not be asked for its last row id: " + unanswered.getMessage());
    }
}
