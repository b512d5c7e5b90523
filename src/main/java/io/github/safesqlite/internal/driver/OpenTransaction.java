// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
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
    private final OwnSchema own = new OwnSchema();
    private State state = State.NONE;

    OpenTransaction(ControlStatements control, SchemaChanges schema) {
        this.control = control;
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
        control.run(statement);
        if (statement == ControlStatement.COMMIT || statement == ControlStatement.ROLLBACK) {
            ended();
        } else {
            begun();
        }
    }

    /** Asks SQLite whether one is open. */
    boolean ask() throws SQLException {
        if (control.inTransaction()) {
            begun();
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
            begun();
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

    private void begun() {
        if (state == State.NONE) {
            state = State.BEGUN;
        }
    }

    /** Others see its schema now, or it sees theirs again. */
    private void ended() {
        boolean told = state == State.SCHEMA_CHANGED;
        state = State.NONE;
        own.forget();
        if (told) {
            schema.changed();
        }
    }
}
