// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Short forms for what every case does with a connection. */
public final class Sql {
    public static final int BUSY = 5;

    private Sql() {}

    /** A connection of sqlite-jdbc without this library, that waits 50 ms for a lock. */
    public static Connection plain(Path file, String... parameters) throws SQLException {
        String more = parameters.length == 0 ? "" : "&" + String.join("&", parameters);
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=50" + more);
    }

    /**
     * A connection of sqlite-jdbc without this library, for what must succeed, if not at once: to this library it is
     * another process.
     */
    public static Connection patient(Path file) throws SQLException {
        return plain(file, "busy_timeout=60000");
    }

    /** The same to the file that this DataSource has open. */
    public static Connection foreign(ConcurrencySafeSqliteDataSource source) throws SQLException {
        return patient(source.config().path().orElseThrow());
    }

    /** Creates the file in this journal mode with the table {@code t (n)}. */
    public static void create(Path file, String journalMode) throws SQLException {
        try (Connection connection = plain(file, "journal_mode=" + journalMode)) {
            run(connection, "CREATE TABLE t (n)");
        }
    }

    /** Runs one text that changes something, and gives its count. */
    public static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Runs texts that change something in a connection of their own, and gives the count of the last. */
    public static int run(DataSource dataSource, String... texts) throws SQLException {
        int count = 0;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : texts) {
                count = statement.executeUpdate(text);
            }
        }
        return count;
    }

    /** Runs a text that may answer, whatever it answers. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a text that may answer in a connection of its own. */
    public static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            execute(connection, sql);
        }
    }

    /** The number in the first column of the first row. */
    public static long ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new AssertionError("no row: " + sql);
            }
            return row.getLong(1);
        }
    }

    /** The same, in a connection of its own. */
    public static long ask(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ask(connection, sql);
        }
    }

    /** The text in the first column of the first row, or null where there is none. */
    public static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** The same, in a connection of its own. */
    public static @Nullable String text(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return text(connection, sql);
        }
    }

    /** The same, in a connection of sqlite-jdbc without this library. */
    public static @Nullable String text(Path file, String sql) throws SQLException {
        try (Connection connection = patient(file)) {
            return text(connection, sql);
        }
    }

    /** How many rows the table {@code t} has. */
    public static long rows(Connection connection) throws SQLException {
        return ask(connection, "SELECT count(*) FROM t");
    }

    /** The same, in a connection of its own. */
    public static long rows(DataSource dataSource) throws SQLException {
        return ask(dataSource, "SELECT count(*) FROM t");
    }

    /** Ends the transaction that was begun by SQL on {@code holder}, a fifth of a second from now, on another thread. */
    public static CompletableFuture<Void> rollBackSoon(Connection holder) {
        return soon(() -> run(holder, "ROLLBACK"));
    }

    /** Does it a fifth of a second from now, on another thread. */
    public static CompletableFuture<Void> soon(Workers.Action action) {
        return after(Duration.ofMillis(200), action);
    }

    /** Does it after this time, on another thread. */
    public static CompletableFuture<Void> after(Duration delay, Workers.Action action) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        action.run();
                    } catch (Exception failure) {
                        throw new IllegalStateException(failure);
                    }
                },
                CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }
}
