// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/** Deletes the rows of a table that are too old. The table has a key {@code id} and an index on {@code at}. */
public final class OldRows implements Timetable.Task {
    private static final int DELETED_AT_ONCE = 500;

    private final String delete;
    private final Duration kept;
    private final InstantSource clock;

    /** Deletes rows that are older than {@code kept}. */
    public OldRows(String table, Duration kept, InstantSource clock) {
        this.delete = "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table
                + " WHERE at < ? ORDER BY at LIMIT " + DELETED_AT_ONCE + ")";
        this.kept = kept;
        this.clock = clock;
    }

    /** Deletes a few hundred rows per statement, so that writers in between do not wait long. */
    @Override
    public void run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setLong(1, clock.millis() - kept.toMillis());
            int deleted;
            do {
                deleted = statement.executeUpdate();
            } while (deleted == DELETED_AT_ONCE && !Thread.currentThread().isInterrupted());
        }
    }
}
