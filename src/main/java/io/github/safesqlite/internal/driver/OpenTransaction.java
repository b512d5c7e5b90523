// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The transaction that SQLite has open on one connection, as far as it is known. Not thread-safe. */
final class OpenTransaction {
    private enum State {
        NONE,
        BEGUN,
        /** Begun, and it has changed the schema, which others see when it has ended. */
        SCHEMA_CHANGED
    }

    private final ControlStatements control;
    private final SchemaChanges schema;
    private final ChangeRecorder recorder;
    private final OwnSchema own = new OwnSchema();
    private State state = State.NONE;

    /** A failure that may have ended it without anybody's knowing; SQLite is asked before its next use. */
    private @Nullable SQLException doubt;

    OpenTransaction(ControlStatements control, SchemaChanges schema, ChangeRecorder recorder) {
        this.control = control;
        this.recorder = recorder;
        this.schema = schema;
    }

    boolean isBegun() {
        return state != State.NONE;
    }

    /** The schema that it has changed, which nobody else sees yet; null if it has not. */
    @Nullable
    OwnSchema ownSchema() {
        return state == State.SCHEMA_CHANGED ? own : null;
    }

    void run(ControlStatement statement) throws SQLException {
        if (statement != ControlStatement.ROLLBACK) {
            requireGoesOn();
        }
        control.run(statement);
        if (statement == ControlStatement.COMMIT) {
            recorder.committed();
            ended();
        } else if (statement == ControlStatement.ROLLBACK) {
            ended();
        } else {
            begun(true);
        }
    }

    /**
     * Notes a failure that nobody is told of. After one that has to do with memory, the disk or an interrupt SQLite rolls the
     * transaction back (sqlite.org/lang_transaction.html, section 2.3), be it a question that failed: what ran next would be stored
     * without what ran before.
     */
    void passedOver(SQLException failure) {
        if (isBegun() && SqliteErrors.endsTransaction(failure)) {
            doubt = failure;
        }
    }

    /** Whether this failure has ended it. If SQLite can't tell now, it is asked again before the next use. */
    boolean isEndedBy(SQLException failure) {
        try {
            return !ask();
        } catch (SQLException notNow) {
            doubt = failure;
            return false;
        }
    }

    /** Before something runs in it; throws what has ended it, if something has, until its owner ends it too. */
    void requireGoesOn() throws SQLException {
        SQLException failure = doubt;
        if (failure != null) {
            if (!control.inTransaction()) {
                throw failure;
            }
            doubt = null;
        }
    }

    /** Asks SQLite whether one is open. */
    boolean ask() throws SQLException {
        boolean open = control.inTransaction();
        doubt = null;
        if (open) {
            begun(false);
        } else {
            ended();
        }
        return isBegun();
    }

    /** Rolls back what is open, if anything is; whether nothing is open now. Can't throw. */
    boolean rollBack() {
        boolean ended = false;
        try {
            ended = control.rollBack();
        } catch (SQLException | RuntimeException | Error stillOpen) {
            // As it was.
        }
        if (ended) {
            ended();
        } else {
            begun(false);
        }
        return ended;
    }

    /** The schema has changed by other means than a statement of a known text. */
    void schemaChanged() {
        own.forget();
        noteChange();
    }

    /** This statement has changed the schema; the count of changes with it. */
    long schemaChangedBy(String sql) {
        own.changedBy(sql);
        return noteChange();
    }

    private long noteChange() {
        if (isBegun()) {
            state = State.SCHEMA_CHANGED;
        }
        return schema.changed();
    }

    private void begun(boolean byUs) {
        if (state == State.NONE) {
            state = State.BEGUN;
            recorder.begun(byUs);
        }
    }

    /** Others see its schema now, or it sees theirs again. */
    private void ended() {
        boolean told = state == State.SCHEMA_CHANGED;
        doubt = null;
        state = State.NONE;
        own.forget();
        recorder.over();
        if (told) {
            schema.changed();
        }
    }
}
