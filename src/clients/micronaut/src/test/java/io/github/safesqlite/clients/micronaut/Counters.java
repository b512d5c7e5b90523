// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.micronaut;

import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One counter, which is read and then written. */
@Singleton
class Counters {
    private final Connection connection;

    /** The connection is that of the transaction of the caller. */
    Counters(Connection connection) {
        this.connection = connection;
    }

    @Transactional
    void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE counter (value INTEGER NOT NULL)");
            statement.execute("INSERT INTO counter VALUES (0)");
        }
    }

    @Transactional
    void increment() throws SQLException {
        set(read() + 1);
    }

    /** Rolls back, because what it throws is unchecked. */
    @Transactional
    void incrementAndFail() throws SQLException {
        increment();
        throw new IllegalStateException("failed after the increment");
    }

    @ReadOnly
    void incrementWhereOnlyReadingIsAllowed() throws SQLException {
        increment();
    }

    @ReadOnly
    int value() throws SQLException {
        return read();
    }

    private int read() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM counter")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void set(int value) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE counter SET value = ?")) {
            update.setInt(1, value);
            update.executeUpdate();
        }
    }
}
