// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One counter, which is read and then written. Each method is a transaction of Quarkus. */
@ApplicationScoped
class Counters {
    private final DataSource dataSource;
    private final Notes notes;

    Counters(DataSource dataSource, Notes notes) {
        this.dataSource = dataSource;
        this.notes = notes;
    }

    @Transactional
    void create() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE counter (value INTEGER NOT NULL)");
            statement.execute("INSERT INTO counter VALUES (0)");
            statement.execute("CREATE TABLE note (text TEXT NOT NULL)");
        }
    }

    @Transactional
    void increment() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            set(connection, value(connection) + 1);
        }
    }

    /** Rolls back, because what it throws is unchecked. */
    @Transactional
    void incrementNoteAndFail() throws SQLException {
        notes.write("incremented");
        increment();
        throw new IllegalStateException("failed after the increment");
    }

    /** Writes a note in a transaction of its own while this one has written. */
    @Transactional
    void incrementAndNote() throws SQLException {
        increment();
        notes.writeInItsOwnTransaction("incremented");
    }

    @Transactional
    int value() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return value(connection);
        }
    }

    static int value(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM counter")) {
            row.next();
            return row.getInt(1);
        }
    }

    static void set(Connection connection, int value) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE counter SET value = ?")) {
            update.setInt(1, value);
            update.executeUpdate();
        }
    }
}
