// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import io.github.safesqlite.move.source.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tables are complete: a table in the target, written in the transaction that copies the rows, and dropped when all is verified.
 * Not thread-safe.
 */
public final class MoveRecord {
    /** The name of the table. */
    public static final String TABLE = "concurrency_safe_sqlite_move";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;
    private final String schema;

    /** The record in a schema of the target. */
    public MoveRecord(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    private String name() {
        return Identifiers.quote(schema) + "." + TABLE;
    }

    /** The hash of the source's rows by table, for the tables that are complete. */
    public Map<String, String> complete() throws SQLException {
        Map<String, String> complete = new TreeMap<>();
        if (!Catalog.exists(connection, name())) {
            return complete;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_name, hash FROM " + name())) {
            while (rows.next()) {
                complete.put(rows.getString(1), rows.getString(2));
            }
        }
        return complete;
    }

    /**
     * Keeps other runs away until the connection is closed.
     *
     * @throws SQLException if another run writes to the same database
     */
    public void lock() throws SQLException {
        try {
            // The server may need a moment to notice that an earlier run has ended.
            execute("SET LOCAL lock_timeout = '3s'");
            execute("SELECT pg_advisory_lock(hashtext('" + TABLE + "'))");
            connection.commit();
        } catch (SQLException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw new SQLException(
                        "Another move into this database is running. Waited for 3 s. Try again when it has ended.",
                        failure);
            }
            throw failure;
        }
    }

    /** Makes the record if it does not exist. */
    public void begin() throws SQLException {
        execute("CREATE TABLE IF NOT EXISTS " + name() + " (table_name text PRIMARY KEY, hash text NOT NULL)");
    }

    /** Notes in the current transaction that a table is complete. */
    public void add(String table, String hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + name() + " VALUES (?, ?)")) {
            statement.setString(1, table);
            statement.setString(2, hash);
            statement.executeUpdate();
        }
    }

    /** Removes the record. */
    public void drop() throws SQLException {
        execute("DROP TABLE IF EXISTS " + name());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
