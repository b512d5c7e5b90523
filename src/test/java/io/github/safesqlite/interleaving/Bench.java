// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.awaitility.Awaitility.await;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** Short words for schedules. */
public final class Bench {
    private Bench() {}

    /** Runs one statement that changes something. */
    public static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Runs one statement in a connection of its own. */
    public static int update(ConcurrencySafeSqliteDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return update(connection, sql);
        }
    }

    /** The first column of the only row. */
    public static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The first column of the only row, read in a connection of its own. */
    public static long number(ConcurrencySafeSqliteDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return number(connection, sql);
        }
    }

    /** A connection of the plain driver: to this library it is another process. */
    public static Connection foreign(ConcurrencySafeSqliteDataSource source) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + source.config().path().orElseThrow() + "?busy_timeout=60000");
    }

    /** Waits until something is so. */
    public static void until(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(condition);
    }

    /** Waits until so many sessions wait for the write gate. */
    public static void untilWaiting(ConcurrencySafeSqliteDataSource source, int writers) {
        until(() -> source.statistics().writeWaiters() == writers);
    }

    /** Waits until so many sessions wait for a connection. */
    public static void untilPending(ConcurrencySafeSqliteDataSource source, int sessions) {
        until(() -> source.statistics().pending() == sessions);
    }

    /** Whether the thread is inside SQLite, running a statement. */
    public static boolean isInSqlite(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(3)
                .anyMatch(frame -> frame.getClassName().equals("org.sqlite.core.NativeDB")
                        && frame.getMethodName().equals("step"));
    }
}
