// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()} for a session, whichever connection
 * it wrote on. Guarded by the session's lock.
 *
 * <p>SQLite keeps them per physical connection, and a session changes its connection between units of work. So they are
 * noted when it gives one back after an INSERT, and set on the connection on which it asks for them. The row id is read
 * as late as possible: a thousand inserts by one statement in one transaction cost one look.
 */
public final class ChangeCounters {
    private static final long UNKNOWN = -1;
    /** The code of a text that does not compile, so that nothing ran. */
    private static final int SQL_ERROR = 1;

    private long lastInsertRowId;
    private long changes;
    private long totalChanges;
    private long rowIdBefore;
    private @Nullable Caller inserter;

    /** Makes the connection answer as if this session had always used it. */
    void prepare(Program program, Lease lease) throws SQLException {
        if (program.asksForChanges()
                && !lease.isKeptFor(KeepReason.CHANGE_COUNTERS)
                && !(lease.hasInserted() && lease.hasChangedRows())) {
            note(lease);
            try {
                set(lease.connection());
            } catch (SQLException refused) {
                lease.connection().passedOver(refused);
                if (!SqliteErrors.isReadOnly(refused) || !setDespiteQueryOnly(lease.connection())) {
                    // The connection answers for itself.
                    lease.keepFor(KeepReason.CHANGE_COUNTERS);
                }
            }
            lease.countsTotalFrom(lease.connection().counters().totalChanges());
        }
        if (program.asksForTotalChanges()) {
            prepareTotal(lease);
        }
    }

    private void prepareTotal(Lease lease) throws SQLException {
        noteTotal(lease);
        try {
            if (lease.connection().counters().setTotal(totalChanges)) {
                lease.connection().statements().functionsChanged();
            }
        } catch (SQLException refused) {
            lease.connection().passedOver(refused);
            // Without the function the connection's own count only differs by a constant.
            lease.keepFor(KeepReason.CHANGE_COUNTERS);
        }
    }

    /** Before SQLite is asked for a program, which it takes for a statement that changes no rows. */
    void beforeQuestion(SqlStatement sql, Lease lease) {
        if (!lease.connection().statements().knowsProgram(sql)) {
            beforeQuestions(lease);
        }
    }

    /** The same, for more than one statement. */
    void beforeQuestions(Lease lease) {
        note(lease);
        lease.lostChangedRows();
    }

    private void set(PhysicalConnection connection) throws SQLException {
        if (!connection.counters().set(lastInsertRowId, changes)) {
            // The table is in nobody's way until this session ends.
            connection.discard("a temporary table could not be dropped: a result set of the schema is open");
        }
    }

    /** The session may have said {@code PRAGMA query_only}, but what sets the counters is a write to a temporary table. */
    private boolean setDespiteQueryOnly(PhysicalConnection connection) {
        try {
            connection.pragmas().set("query_only", "OFF");
            try {
                set(connection);
            } finally {
                connection.pragmas().set("query_only", "ON");
            }
            return true;
        } catch (SQLException failure) {
            connection.passedOver(failure);
            connection.discard("it could not be told the change counters: " + failure.getMessage());
            return false;
        }
    }

    /** Before an INSERT takes the place of a row id: another session's, or one that may still be asked for. */
    void beforeRun(Execution execution, Lease lease) throws SQLException {
        // A definition may change rows too: a virtual table those of the tables that it is made of.
        if (execution.sql().kind() == StatementKind.WRITE && !lease.countsTotal()) {
            lease.countsTotalFrom(lease.connection().counters().totalChanges());
        }
        if (execution.sql().isInsert() && !lease.hasInserted()) {
            rowIdBefore = lease.connection().counters().lastInsertRowId();
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
                || lease.connection().counters().lastInsertRowId() != rowIdBefore) {
            lease.inserted();
            return;
        }
        if (lease.connection().statements().program(execution.sql()).setsRowId()) {
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

    /** The session keeps this connection, but it and others write there from now on as if it were not its own. */
    void leave(Lease lease) {
        note(lease);
        lease.countsNoMore();
    }

    /** After a statement ran on a connection that this session was never bound to, or on one that it has left. */
    void ranElsewhere(Execution execution, Outcome outcome) {
        if (execution.sql().changesRows()) {
            changes = outcome.updateCount();
            if (!outcome.generatedKeys().isEmpty()) {
                lastInsertRowId = outcome.generatedKeys().get(0);
            }
        }
    }

    /** The same, of a job that may have failed: SQLite counts what it changed up to there. */
    void changedElsewhere(long rows) {
        totalChanges += rows;
    }

    /** The statement's results are replaced; its row id is not asked for any more. */
    public void forget(Caller statement) {
        if (inserter == statement) {
            inserter = null;
        }
    }

    /** Reads from the connection what is known there only. Can't throw: without an answer there are no keys. */
    public void note(Lease lease) {
        noteRowId(lease);
        try {
            noteTotal(lease);
            if (changes == UNKNOWN) {
                changes = lease.connection().counters().changes();
            }
        } catch (SQLException | RuntimeException | Error unanswered) {
            unusable(lease, unanswered);
        }
    }

    /** The same for the row id only: a write with RETURNING that is not read to its end is not counted yet. */
    public void noteRowId(Lease lease) {
        try {
            if (lease.hasInserted()) {
                lastInsertRowId = lease.connection().counters().lastInsertRowId();
                if (inserter != null) {
                    inserter.generated(lastInsertRowId);
                }
            }
        } catch (SQLException | RuntimeException | Error unanswered) {
            unusable(lease, unanswered);
        }
        inserter = null;
    }

    /** How many rows the session has changed, on this connection too. */
    public long total(@Nullable Lease current) throws SQLException {
        if (current != null) {
            noteTotal(current);
        }
        return totalChanges;
    }

    private void noteTotal(Lease lease) throws SQLException {
        if (lease.countsTotal()) {
            long now = lease.connection().counters().totalChanges();
            totalChanges += now - lease.totalBefore();
            lease.countsTotalFrom(now);
        }
    }

    private static void unusable(Lease lease, Throwable unanswered) {
        lease.connection().discard("it could not be asked for its last row id: " + unanswered.getMessage());
    }
}
