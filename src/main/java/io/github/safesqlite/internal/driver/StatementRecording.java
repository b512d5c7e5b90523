// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs the writes of one connection while someone wants to know what they change. Not thread-safe. */
final class StatementRecording {
    private final ChangeRecorder recorder;
    private final KnownTables tables;
    private final NativeCounters counters;

    /** What is run. */
    @FunctionalInterface
    interface Update {
        /** Runs it; how many rows it has changed. */
        long run() throws SQLException;
    }

    /** What is run for its rows. */
    @FunctionalInterface
    interface Query {
        /** Runs it; its rows, or null if it has none. */
        @Nullable
        ResultSet run() throws SQLException;
    }

    StatementRecording(ChangeRecorder recorder, KnownTables tables, NativeCounters counters) {
        this.recorder = recorder;
        this.tables = tables;
        this.counters = counters;
    }

    /** Whether anyone wants to know. */
    boolean isWanted() {
        return recorder.isWanted();
    }

    /** Runs a statement to its end. */
    long update(String sql, Update update) throws SQLException {
        begin(sql);
        boolean done = false;
        try {
            long changes = update.run();
            done = true;
            return changes;
        } finally {
            if (done) {
                recorder.ends();
            } else {
                recorder.fails();
            }
        }
    }

    /** Runs a statement that may give rows, which are read until it is {@link #givenBack}. */
    @Nullable
    ResultSet query(CachedStatement statement, Query query) throws SQLException {
        begin(statement.sql());
        boolean done = false;
        boolean hasRow = false;
        try {
            ResultSet rows = query.run();
            hasRow = rows != null && rows.isBeforeFirst();
            done = true;
            return rows;
        } finally {
            if (hasRow) {
                recorder.endsWith(statement);
            } else if (done) {
                recorder.ends();
            } else {
                recorder.fails();
            }
        }
    }

    private void begin(String sql) {
        // What it asks SQLite counts as a statement that changes 0 rows.
        counters.changed();
        recorder.begins(tables.of(sql));
    }

    /** A statement was reset. */
    void givenBack(CachedStatement statement) {
        recorder.givenBack(statement);
    }

    /** The schema has changed. */
    void forgetSchema() {
        tables.forget();
    }
}
