// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent.application;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A number in a table. */
final class JdbcCounter {
    private JdbcCounter() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE counter(id INTEGER PRIMARY KEY, value INTEGER)");
            statement.execute("INSERT INTO counter VALUES (1, 0)");
        }
    }

    static int read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT value FROM counter WHERE id = 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Reads it and writes the next, in one transaction. */
    static void increment(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        int value = read(connection);
        try (PreparedStatement update = connection.prepareStatement("UPDATE counter SET value = ? WHERE id = 1")) {
            update.setInt(1, value + 1);
            update.executeUpdate();
        }
        connection.commit();
    }
}
