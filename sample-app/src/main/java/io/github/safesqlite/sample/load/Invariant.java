// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What must be true after a load: the database holds each acknowledged write, and nothing else.
 *
 * @param messageRows messages in the database
 * @param counterTotal the usage counter in the database
 * @param acknowledgedInserts messages whose success was reported
 * @param acknowledgedUpdates increments whose success was reported
 * @param atomic whether each request was one transaction, so that each message stands for one increment
 */
public record Invariant(
        long messageRows, long counterTotal, long acknowledgedInserts, long acknowledgedUpdates, boolean atomic) {

    /** Reads the database in {@code file}, which nobody else uses any more, and compares it with the result. */
    public static Invariant check(Path file, LoadResult result, boolean atomic) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            return new Invariant(
                    read(statement, "SELECT count(*) FROM message"),
                    read(statement, "SELECT n FROM usage_counter WHERE id = 1"),
                    result.acknowledgedInserts(),
                    result.acknowledgedUpdates(),
                    atomic);
        }
    }

    private static long read(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Whether the database holds exactly what was acknowledged. */
    public boolean holds() {
        return messageRows == acknowledgedInserts && counterTotal == acknowledgedUpdates;
    }

    /**
     * Increments that were acknowledged, or committed together with their message, and are not in the counter:
     * somebody wrote an older value over them.
     */
    public long lostUpdates() {
        long expected = atomic ? Math.max(acknowledgedUpdates, messageRows) : acknowledgedUpdates;
        return Math.max(0, expected - counterTotal);
    }

    /** Messages that are in the database although their request was reported as failed. */
    public long unacknowledged() {
        return Math.max(0, messageRows - acknowledgedInserts);
    }

    /** What is wrong, with the figures. */
    public String explain() {
        return "acknowledged " + acknowledgedInserts + " messages and " + acknowledgedUpdates
                + " counter updates, the database holds " + messageRows + " messages and a counter of " + counterTotal;
    }
}
