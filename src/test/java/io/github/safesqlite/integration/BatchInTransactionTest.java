// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch in an open transaction: its first entry is looked at, the others of one text run without a look at each. */
class BatchInTransactionTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        connection = dataSource.getConnection();
        Sql.run(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, n UNIQUE)");
        Sql.run(connection, "CREATE TABLE log(id, of)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.rollback();
        connection.close();
        dataSource.close();
    }

    private int[] insert(PreparedStatement insert, int... values) throws SQLException {
        for (int value : values) {
            insert.setInt(1, value);
            insert.addBatch();
        }
        return insert.executeBatch();
    }

    @Test
    void eachEntryHasItsCount() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(n) VALUES (?)");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM t WHERE n < ?")) {
            assertArrayEquals(new int[] {1, 1, 1, 1}, insert(insert, 1, 2, 3, 4));
            assertArrayEquals(new int[] {1, 0, 2}, insert(delete, 2, 2, 4));
        }
        assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM t"));
    }

    @Test
    void entryThatFailsIsNamedAndThoseBeforeItStay() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(n) VALUES (?)")) {
            BatchUpdateException failure =
                    assertThrows(BatchUpdateException.class, () -> insert(insert, 1, 2, 3, 2, 5));
            assertArrayEquals(new int[] {1, 1, 1}, failure.getUpdateCounts());
            assertTrue(failure.getMessage().contains("batch entry 3"), failure::getMessage);
            assertEquals(3, Sql.ask(connection, "SELECT count(*) FROM t"));
            assertArrayEquals(new int[] {1, 1}, insert(insert, 8, 9));
        }
        connection.commit();
        assertEquals(5, Sql.ask(connection, "SELECT count(*) FROM t"));
    }

    @Test
    void lastRowIdAndChangesAreThoseOfTheLastEntry() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(n) VALUES (?)");
                PreparedStatement update = connection.prepareStatement("UPDATE t SET n = -n WHERE n > ?")) {
            insert(insert, IntStream.range(1, 50).toArray());
            assertEquals(49, Sql.ask(connection, "SELECT last_insert_rowid()"));
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertTrue(keys.next());
                assertEquals(49, keys.getInt(1));
            }
            insert(update, 48, 46);
            assertEquals(2, Sql.ask(connection, "SELECT changes()"));
            assertEquals(52, Sql.ask(connection, "SELECT total_changes()"));
        }
    }

    @Test
    void triggerThatAsksForCountersGetsThoseOfTheSession() throws SQLException {
        connection.commit();
        Sql.run(
                connection,
                "CREATE TRIGGER logged BEFORE INSERT ON t BEGIN INSERT INTO log VALUES(last_insert_rowid(), new.n); END");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(n) VALUES (?)")) {
            insert(insert, 1, 2, 3);
        }
        assertEquals(2, Sql.ask(connection, "SELECT id FROM log WHERE of = 3"));
    }

    @Test
    void batchOfTemporaryTableTakesNoGate() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
        Sql.run(connection, "CREATE TEMP TABLE mine(n)");
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO mine(n) VALUES (?)");
                Connection other = dataSource.getConnection()) {
            insert(insert, 1, 2, 3);
            Sql.run(other, "INSERT INTO t(n) VALUES (7)");
        }
        assertEquals(3, Sql.ask(connection, "SELECT count(*) FROM mine"));
    }

    @Test
    void keysOfAllEntriesAreThereIfTheyWereAskedFor() throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t(n) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert(insert, 5, 6, 7);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                int last = 0;
                while (keys.next()) {
                    last = keys.getInt(1);
                }
                assertEquals(3, last);
            }
        }
    }
}
