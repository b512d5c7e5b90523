// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent.application;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** Opens each connection by its URL. */
public final class PlainApplication {
    private PlainApplication() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        String url = "jdbc:sqlite:" + arguments[0] + "?journal_mode=WAL";
        try (Connection connection = DriverManager.getConnection(url)) {
            JdbcCounter.create(connection);
        }
        Threads.run(() -> {
            try (Connection connection = DriverManager.getConnection(url)) {
                for (int i = 0; i < Threads.TRANSACTIONS; i++) {
                    JdbcCounter.increment(connection);
                }
            }
            return null;
        });
        try (Connection connection = DriverManager.getConnection(url)) {
            System.out.println("counter: " + JdbcCounter.read(connection));
            System.out.println(
                    "SQLite " + connection.unwrap(SQLiteConnection.class).libversion());
        }
    }
}
