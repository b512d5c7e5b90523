// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;

/** What this package relies on of the driver; a failure here after an upgrade says why other tests fail. */
class DriverFactsTest {
    @TempDir
    Path folder;

    private static SQLiteConnection open(String name) throws SQLException {
        return JDBC.createConnection("jdbc:sqlite:" + name, new Properties());
    }

    @Test
    void memdbIsSharedByNameAndForgottenWithItsLastConnection() throws SQLException {
        String name = "file:/driver-facts?vfs=memdb";
        try (SQLiteConnection first = open(name);
                SQLiteConnection second = open(name)) {
            first.getDatabase()._exec("CREATE TABLE t(a)");
            second.getDatabase()._exec("INSERT INTO t VALUES (1)");
            assertEquals("memory", Pragmas.read(first, "journal_mode"));
        }
        try (SQLiteConnection later = open(name)) {
            assertThrows(SQLException.class, () -> later.getDatabase()._exec("INSERT INTO t VALUES (1)"));
        }
    }

    @Test
    void theDriverStaysInAutocommitBesideOurTransaction() throws SQLException {
        try (SQLiteConnection connection = open(folder.resolve("a.db").toString());
                SQLiteConnection other = open(folder.resolve("a.db").toString())) {
            connection.getDatabase()._exec("CREATE TABLE t(a)");
            other.setBusyTimeout(0);
            new NativeStatement(connection, "BEGIN IMMEDIATE").run();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (1)")) {
                insert.executeUpdate();
            }
            assertTrue(connection.getAutoCommit());
            assertThrows(
                    SQLException.class, () -> other.getDatabase()._exec("INSERT INTO t VALUES (2)"), "still locked");
            new NativeStatement(connection, "ROLLBACK").run();
            other.getDatabase()._exec("INSERT INTO t VALUES (2)");
        }
    }

    @Test
    void clearBatchEmptiesTheParameters() throws SQLException {
        try (SQLiteConnection connection = open(":memory:");
                PreparedStatement query = connection.prepareStatement("SELECT ?")) {
            query.setString(1, "left over");
            query.clearBatch();
            try (var row = query.executeQuery()) {
                assertEquals(null, row.getString(1));
            }
        }
    }

    @Test
    void aPreparedStatementKnowsOnlyTheColumnsOfItsPrepare() throws SQLException {
        try (SQLiteConnection connection = open(":memory:")) {
            connection.getDatabase()._exec("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t")) {
                connection.getDatabase()._exec("ALTER TABLE t ADD COLUMN b");
                assertEquals(1, query.getMetaData().getColumnCount(), "stale until it is executed");
                assertFalse(((CoreStatement) query).pointer.isClosed());
            }
        }
    }
}
