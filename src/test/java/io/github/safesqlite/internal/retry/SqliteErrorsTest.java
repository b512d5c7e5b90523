// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;
import org.sqlite.core.DB;

/** Reads the codes of failures that the driver really throws. */
class SqliteErrorsTest {
    @TempDir
    Path folder;

    private final List<Connection> opened = new ArrayList<>();
    private Path file;
    private Connection first;
    private Connection second;

    @BeforeEach
    void openTwice() throws SQLException {
        file = folder.resolve("app.db");
        first = open(file.toString());
        Sql.execute(first, "PRAGMA journal_mode = WAL");
        Sql.execute(first, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL CHECK (name <> ''))");
        second = open(file.toString());
    }

    @AfterEach
    void close() throws SQLException {
        for (Connection connection : opened) {
            connection.close();
        }
    }

    @Test
    void lockedFileIsBusyAndWorthRetrying() throws Exception {
        Sql.execute(first, "BEGIN IMMEDIATE");
        SQLException busy = failure(second, "INSERT INTO t VALUES (1, 'a')");
        assertEquals(5, SqliteErrors.extendedCode(busy));
        assertTrue(SqliteErrors.isBusy(busy));
        assertTrue(SqliteErrors.isWorthRetrying(busy));
        assertTrue(SqliteErrors.keepsStatement(busy));
        assertFalse(SqliteErrors.isStaleSnapshot(busy));
        assertFalse(SqliteErrors.endsTransaction(busy));
    }

    @Test
    void staleSnapshotIsNotWorthRetrying() throws Exception {
        Sql.execute(second, "BEGIN");
        Sql.execute(second, "SELECT count(*) FROM t");
        Sql.execute(first, "INSERT INTO t VALUES (1, 'a')");
        SQLException stale = failure(second, "INSERT INTO t VALUES (2, 'b')");
        assertEquals(517, SqliteErrors.extendedCode(stale));
        assertEquals(5, SqliteErrors.primaryCode(stale));
        assertTrue(SqliteErrors.isStaleSnapshot(stale));
        assertFalse(SqliteErrors.isBusy(stale));
        assertFalse(SqliteErrors.isWorthRetrying(stale));
    }

    @Test
    void constraintsAreToldFromOtherFailures() throws Exception {
        Sql.execute(first, "INSERT INTO t VALUES (1, 'a')");
        Sql.execute(first, "PRAGMA foreign_keys = ON");
        Sql.execute(first, "CREATE TABLE child (t INTEGER REFERENCES t (id))");
        assertConstraint(1555, "INSERT INTO t VALUES (1, 'b')");
        assertConstraint(2067, "INSERT INTO t VALUES (2, 'a')");
        assertConstraint(1299, "INSERT INTO t VALUES (3, NULL)");
        assertConstraint(275, "INSERT INTO t VALUES (4, '')");
        assertConstraint(787, "INSERT INTO child VALUES (99)");
    }

    @Test
    void constraintThatRollsBackCannotBeToldByItsCode() throws Exception {
        Sql.execute(first, "INSERT INTO t VALUES (1, 'a')");
        Sql.execute(first, "BEGIN");
        SQLException rolledBack = failure(first, "INSERT OR ROLLBACK INTO t VALUES (2, 'a')");
        assertEquals(2067, SqliteErrors.extendedCode(rolledBack));
        assertFalse(SqliteErrors.endsTransaction(rolledBack));
        assertThrows(SQLException.class, () -> Sql.execute(first, "COMMIT"), "the transaction is gone");
    }

    @Test
    void interruptedWriteEndsTheTransaction() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Function.create(first, "started", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                running.countDown();
                result(1);
            }
        });
        Sql.execute(first, "BEGIN IMMEDIATE");
        try (Statement statement = first.createStatement()) {
            Thread canceller = new Thread(() -> {
                try {
                    assertTrue(running.await(60, TimeUnit.SECONDS));
                    statement.cancel();
                } catch (SQLException | InterruptedException failure) {
                    throw new AssertionError(failure);
                }
            });
            canceller.start();
            SQLException interrupted = assertThrows(
                    SQLException.class,
                    () -> statement.executeUpdate("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT started() UNION ALL"
                            + " SELECT i + 1 FROM n LIMIT 100000000) SELECT i, 'n' || i FROM n"));
            canceller.join();
            assertEquals(9, SqliteErrors.extendedCode(interrupted));
            assertTrue(SqliteErrors.isInterrupt(interrupted));
            assertTrue(SqliteErrors.endsTransaction(interrupted));
        }
        assertThrows(SQLException.class, () -> Sql.execute(first, "COMMIT"), "the transaction is gone");
    }

    @Test
    void fullFileMayEndTheTransactionAndFinalizesTheStatement() throws Exception {
        Sql.execute(first, "PRAGMA max_page_count = 5");
        try (PreparedStatement insert = first.prepareStatement("INSERT INTO t VALUES (?, zeroblob(100000) || ?)")) {
            insert.setInt(1, 1);
            insert.setString(2, "a");
            SQLException full = assertThrows(SQLException.class, insert::executeUpdate);
            assertEquals(13, SqliteErrors.extendedCode(full));
            assertTrue(SqliteErrors.endsTransaction(full));
            assertFalse(SqliteErrors.keepsStatement(full));
            assertThrows(SQLException.class, insert::executeUpdate, "the driver has finalized the statement");
        }
    }

    @Test
    void readOnlyConnectionIsNotWorthRetrying() throws Exception {
        Sql.execute(second, "PRAGMA query_only = ON");
        SQLException readOnly = failure(second, "INSERT INTO t VALUES (1, 'a')");
        assertEquals(8, SqliteErrors.extendedCode(readOnly));
        assertFalse(SqliteErrors.isWorthRetrying(readOnly));
    }

    @Test
    void tableLockedInASharedCacheIsWorthRetrying() throws Exception {
        String url = "file:sqliteErrorsTest?mode=memory&cache=shared";
        Connection writer = open(url);
        Connection reader = open(url);
        Sql.execute(writer, "CREATE TABLE m (id)");
        Sql.execute(writer, "BEGIN IMMEDIATE");
        Sql.execute(writer, "INSERT INTO m VALUES (1)");
        SQLException locked = failure(reader, "SELECT * FROM m");
        assertEquals(262, SqliteErrors.extendedCode(locked));
        assertTrue(SqliteErrors.isWorthRetrying(locked));
        assertFalse(SqliteErrors.isBusy(locked));
        assertTrue(SqliteErrors.keepsStatement(locked));
    }

    @Test
    void tableInUseByTheSameConnectionIsNotWorthRetrying() throws Exception {
        Sql.execute(first, "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        try (Statement reading = first.createStatement();
                ResultSet rows = reading.executeQuery("SELECT * FROM t")) {
            assertTrue(rows.next());
            SQLException locked = failure(first, "DROP TABLE t");
            assertEquals(6, SqliteErrors.extendedCode(locked));
            assertFalse(SqliteErrors.isWorthRetrying(locked));
        }
    }

    @Test
    void codeOfABatchIsThatOfItsCause() throws Exception {
        try (Statement batch = first.createStatement()) {
            batch.addBatch("INSERT INTO t VALUES (1, 'a')");
            batch.addBatch("INSERT INTO t VALUES (2, 'a')");
            SQLException failed = assertThrows(BatchUpdateException.class, batch::executeBatch);
            assertEquals(2067, SqliteErrors.extendedCode(failed));
        }
    }

    @Test
    void codeThatTheDriverDoesNotKnowIsReadFromItsMessage() {
        SQLException inPage = DB.newSQLException(8714, "disk I/O error");
        assertEquals(8714, SqliteErrors.extendedCode(inPage));
        assertEquals(10, SqliteErrors.primaryCode(inPage));
        assertTrue(SqliteErrors.endsTransaction(inPage));
        assertEquals(0, SqliteErrors.codeInMessage(null));
        assertEquals(0, SqliteErrors.codeInMessage("[UNKNOWN_ERROR]"));
        assertEquals(0, SqliteErrors.codeInMessage("something else:12"));
        assertEquals(7, SqliteErrors.codeInMessage("[UNKNOWN_ERROR] unknown error:7"));
    }

    @Test
    void failureFromElsewhereHasNoCode() {
        assertEquals(0, SqliteErrors.extendedCode(null));
        SQLException endless = new SQLException("a");
        endless.initCause(new RuntimeException(new SQLException("b", endless)));
        assertEquals(0, SqliteErrors.extendedCode(endless));
        assertFalse(SqliteErrors.isBusy(endless));
    }

    private void assertConstraint(int code, String sql) {
        SQLException failure = failure(first, sql);
        assertEquals(code, SqliteErrors.extendedCode(failure), sql);
        assertTrue(SqliteErrors.keepsStatement(failure));
        assertFalse(SqliteErrors.isWorthRetrying(failure));
    }

    private Connection open(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + name);
        opened.add(connection);
        Sql.execute(connection, "PRAGMA busy_timeout = 0");
        return connection;
    }

    private static SQLException failure(Connection connection, String sql) {
        return assertThrows(SQLException.class, () -> Sql.execute(connection, sql));
    }
}
