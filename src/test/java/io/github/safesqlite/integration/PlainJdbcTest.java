// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What a plain JDBC application does, through each way in. */
class PlainJdbcTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;

    @TempDir
    Path folder;

    private OpenDatabase open(WayIn way) throws SQLException {
        OpenDatabase database = way.open(folder.resolve("app.db").toString());
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT, balance INT NOT NULL)");
        }
        return database;
    }

    @ParameterizedTest
    @Through.EachWay
    void generatedKeysAreThoseOfTheRows(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO account (name, balance) VALUES (?, 0)", Statement.RETURN_GENERATED_KEYS)) {
            Set<Long> keys = new HashSet<>();
            for (String name : new String[] {"a", "b", "c"}) {
                insert.setString(1, name);
                assertEquals(1, insert.executeUpdate());
                try (ResultSet rows = insert.getGeneratedKeys()) {
                    assertTrue(rows.next());
                    keys.add(rows.getLong(1));
                }
            }
            assertEquals(Set.of(1L, 2L, 3L), keys);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void rollbackAndSavepointUndoWhatCommitKeeps(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO account VALUES (1, 'a', 10)");
            connection.rollback();
            assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM account"));

            statement.executeUpdate("INSERT INTO account VALUES (1, 'a', 10)");
            Savepoint savepoint = connection.setSavepoint("before");
            statement.executeUpdate("UPDATE account SET balance = 99");
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            connection.commit();
            connection.setAutoCommit(true);
            assertEquals(10, Sql.ask(connection, "SELECT balance FROM account"));
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void closingRollsBackWhatWasNotCommitted(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            Connection forgetful = database.connect();
            forgetful.setAutoCommit(false);
            forgetful.createStatement().executeUpdate("INSERT INTO account VALUES (1, 'a', 10)");
            forgetful.close();
            assertTrue(forgetful.isClosed());
            try (Connection connection = database.connect()) {
                assertTrue(connection.getAutoCommit());
                assertEquals(0, Sql.ask(connection, "SELECT count(*) FROM account"));
            }
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void batchesCountTheirRows(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (?, ?, ?)")) {
            for (int i = 1; i <= 3; i++) {
                insert.setInt(1, i);
                insert.setString(2, "account " + i);
                insert.setInt(3, i * 10);
                insert.addBatch();
            }
            assertArrayEquals(new int[] {1, 1, 1}, insert.executeBatch());
            assertEquals(60, Sql.ask(connection, "SELECT sum(balance) FROM account"));
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void metadataTellsTheTableAndItsColumns(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect()) {
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "account", null)) {
                assertTrue(tables.next());
                assertEquals("account", tables.getString("TABLE_NAME"));
                assertFalse(tables.next());
            }
            Set<String> columns = new HashSet<>();
            try (ResultSet rows = connection.getMetaData().getColumns(null, null, "account", null)) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
            assertEquals(Set.of("id", "name", "balance"), columns);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void failedStatementLeavesTheConnectionInUse(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO account VALUES (1, 'a', 10)");
            SQLException failure = assertThrows(
                    SQLException.class, () -> statement.executeUpdate("INSERT INTO account VALUES (1, 'b', 10)"));
            assertEquals(19, failure.getErrorCode());
            assertThrows(SQLException.class, () -> connection.prepareStatement("SELEC 1"));
            assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM account"));
        }
    }

    /** Invariant: no increment is lost, and no thread sees an error. */
    @ParameterizedTest
    @Through.EachWay
    void transactionsThatReadAndThenWriteLoseNothing(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            try (Connection connection = database.connect()) {
                connection.createStatement().executeUpdate("INSERT INTO account VALUES (1, 'shared', 0)");
            }
            Workers.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    try (Connection connection = database.connect()) {
                        connection.setAutoCommit(false);
                        long balance = Sql.ask(connection, "SELECT balance FROM account WHERE id = 1");
                        try (PreparedStatement update =
                                connection.prepareStatement("UPDATE account SET balance = ? WHERE id = 1")) {
                            update.setLong(1, balance + 1);
                            update.executeUpdate();
                        }
                        connection.commit();
                    }
                    try (Connection connection = database.connect()) {
                        connection
                                .createStatement()
                                .executeUpdate("INSERT INTO account (name, balance) VALUES ('own', " + worker + ")");
                    }
                }
            });
            try (Connection connection = database.connect()) {
                assertEquals(THREADS * ROUNDS, Sql.ask(connection, "SELECT balance FROM account WHERE id = 1"));
                assertEquals(THREADS * ROUNDS, Sql.ask(connection, "SELECT count(*) FROM account WHERE name = 'own'"));
            }
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void allWaysShareOneFileAtOnce(WayIn way) throws Exception {
        try (OpenDatabase database = open(way);
                OpenDatabase other =
                        WayIn.OWN_POOL.open(folder.resolve("app.db").toString())) {
            Workers.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    try (Connection connection = (worker % 2 == 0 ? database : other).connect()) {
                        connection
                                .createStatement()
                                .executeUpdate("INSERT INTO account (name, balance) VALUES ('both', 1)");
                    }
                }
            });
            try (Connection connection = database.connect()) {
                assertEquals(THREADS * ROUNDS, Sql.ask(connection, "SELECT sum(balance) FROM account"));
            }
        }
    }
}
