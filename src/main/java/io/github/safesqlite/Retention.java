// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A maintenance task that deletes the old rows of a table in chunks, each in a transaction of its own, so that writers wait no
 * longer than a given time. Immutable.
 *
 * <pre>{@code
 * dataSource.maintenance().every(Duration.ofHours(1), "purge-log",
 *         Retention.deleteFrom("log").where("at < ?", () -> System.currentTimeMillis() - 86_400_000));
 * }</pre>
 */
public final class Retention implements Maintenance.Task {
    private static final Duration HOLD = Duration.ofMillis(50);
    private static final int FIRST_CHUNK = 1;
    private static final double RESERVE = 0.8;
    private static final int LARGEST_CHUNK = 100_000;

    private final String table;
    private final String condition;
    private final Supplier<?> limit;
    private final long holdNanos;

    private Retention(String table, String condition, Supplier<?> limit, long holdNanos) {
        this.table = table;
        this.condition = condition;
        this.limit = limit;
        this.holdNanos = holdNanos;
    }

    /** Deletes from a table that has row ids; {@link Condition#where} says what. */
    public static Condition deleteFrom(String table) {
        String quoted = '"' + table.replace("\"", "\"\"") + '"';
        return (condition, limit) -> new Retention(
                quoted,
                Objects.requireNonNull(condition, "condition"),
                Objects.requireNonNull(limit, "limit"),
                HOLD.toNanos());
    }

    /** What is still to be said. */
    @FunctionalInterface
    public interface Condition {
        /**
         * Deletes the rows for which this is so. An index on the column keeps the chunks short.
         *
         * @param condition with one parameter, such as {@code at < ?}
         * @param limit gives the value of the parameter at each run
         */
        Retention where(String condition, Supplier<?> limit);
    }

    /** The same with chunks that take no longer at the speed of the chunk before; 50 ms by default. */
    public Retention holdAtMost(Duration hold) {
        if (hold.isNegative() || hold.isZero()) {
            throw new IllegalArgumentException("hold must be more than 0, was " + hold);
        }
        return new Retention(table, condition, limit, hold.toNanos());
    }

    @Override
    public void run(Connection connection) throws SQLException {
        Object value = limit.get();
        try (Statement control = connection.createStatement();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table
                        + " WHERE rowid IN (SELECT rowid FROM " + table + " WHERE " + condition + " LIMIT ?)")) {
            delete.setObject(1, value);
            int chunk = FIRST_CHUNK;
            while (chunk > 0 && !Thread.currentThread().isInterrupted()) {
                chunk = deleteChunk(chunk, control, delete);
            }
        }
    }

    /** Deletes so many rows, if there are so many; how many to delete next, 0 if there are no more. */
    private int deleteChunk(int chunk, Statement control, PreparedStatement delete) throws SQLException {
        delete.setInt(2, chunk);
        control.execute("BEGIN IMMEDIATE");
        // The wait for the write gate is over here.
        long start = System.nanoTime();
        int deleted = delete.executeUpdate();
        control.execute("COMMIT");
        return deleted < chunk ? 0 : next(chunk, System.nanoTime() - start);
    }

    /** As many rows as fit into the time at the speed of the last chunk, though not many more at once. */
    private int next(int chunk, long nanos) {
        double fit = chunk * (double) holdNanos / Math.max(1, nanos);
        return (int) Math.max(1, Math.min(Math.min(fit * RESERVE, chunk * 2.0), LARGEST_CHUNK));
    }
}
