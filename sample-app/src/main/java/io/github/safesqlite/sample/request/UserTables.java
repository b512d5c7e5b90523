// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The three tables of the application: sessions, messages, and one usage counter that all users share. */
public final class UserTables {
    private static final String[] SCHEMA = {
        "CREATE TABLE user_session (id INTEGER PRIMARY KEY, name TEXT NOT NULL, token TEXT NOT NULL)",
        "CREATE TABLE message (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, body TEXT NOT NULL)",
        "CREATE TABLE usage_counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
        "INSERT INTO usage_counter (id, n) VALUES (1, 0)"
    };
    private static final String INSERT_SESSION = "INSERT INTO user_session (id, name, token) VALUES (?, ?, ?)";
    private static final String READ_SESSION = "SELECT name, token FROM user_session WHERE id = ?";
    private static final String INSERT_MESSAGE = "INSERT INTO message (user_id, body) VALUES (?, ?)";
    private static final String READ_COUNTER = "SELECT n FROM usage_counter WHERE id = 1";
    private static final String WRITE_COUNTER = "UPDATE usage_counter SET n = ? WHERE id = 1";
    private static final String INCREMENT = "UPDATE usage_counter SET n = n + 1 WHERE id = 1";

    private UserTables() {}

    /** Creates the tables and the session rows 1 to {@code users}. */
    public static void create(DataSource dataSource, int users) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement schema = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : SCHEMA) {
                schema.executeUpdate(sql);
            }
            insertSessions(connection, users);
            connection.commit();
        }
    }

    private static void insertSessions(Connection connection, int users) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_SESSION)) {
            for (int user = 1; user <= users; user++) {
                insert.setLong(1, user);
                insert.setString(2, "user-" + user);
                insert.setString(3, "token-" + user);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void readSession(Connection connection, long user) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ_SESSION)) {
            select.setLong(1, user);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("no session row for user " + user);
                }
            }
        }
    }

    static void insertMessage(Connection connection, long user) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_MESSAGE)) {
            insert.setLong(1, user);
            insert.setString(2, messageBody(user));
            insert.executeUpdate();
        }
    }

    static String messageBody(long user) {
        return "A message of user " + user + ", about as long as people write them in a chat window.";
    }

    static long readCounter(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ_COUNTER);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static void writeCounter(Connection connection, long value) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(WRITE_COUNTER)) {
            update.setLong(1, value);
            update.executeUpdate();
        }
    }

    static void increment(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(INCREMENT)) {
            update.executeUpdate();
        }
    }
}
