// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Short forms for what every case does with a connection. */
final class Sql {
    static final int BUSY = 5;

    private Sql() {}

    /** A connection of sqlite-jdbc without this library, that waits 50 ms for a lock. */
    static Connection plain(Path file, String... parameters) throws SQLException {
        String more = parameters.length == 0 ? "" : "&" + String.join("&", parameters);
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=50" + more);
    }

    /** A connection of sqlite-jdbc without this library, for what must succeed, if not at once. */
    static Connection patient(Path file) throws SQLException {
        return plain(file, "busy_timeout=60000");
    }

    /** Creates the file in this journal mode with the table {@code t (n)}. */
    static void create(Path file, String journalMode) throws SQLException {
        try (Connection connection = plain(file, "journal_mode=" + journalMode)) {
            run(connection, "CREATE TABLE t (n)");
        }
    }

    static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** The first column of the first row. */
    static long ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    static long rows(Connection connection) throws SQLException {
        return ask(connection, "SELECT count(*) FROM t");
    }

    /** Ends the transaction that was begun by SQL on {@code holder}, a fifth of a second from now, on another thread. */
    static CompletableFuture<Void> rollBackSoon(Connection holder) {
        return soon(() -> run(holder, "ROLLBACK"));
    }

    static CompletableFuture<Void> soon(Workers.Action action) {
        return after(Duration.ofMillis(200), action);
    }

    static CompletableFuture<Void> after(Duration delay, Workers.Action action) {
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
