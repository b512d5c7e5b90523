// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Whoever looks through the causes of an exception for the driver's finds it, with SQLite's result code. */
class DriverCausesTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource source;
    private Connection connection;
    private Connection driver;

    @BeforeEach
    void open() throws SQLException {
        open(config());
        driver = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(folder.resolve("app.db"))
                .writeTimeout(Duration.ofMillis(200))
                .slowWriteThresholdOff();
    }

    private void open(SqliteConfigBuilder config) throws SQLException {
        source = new ConcurrencySafeSqliteDataSource(config.build());
        connection = source.getConnection();
        Sql.execute(connection, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY)");
    }

    private void openAnew(SqliteConfigBuilder config) throws SQLException {
        connection.close();
        source.close();
        open(config);
    }

    @AfterEach
    void close() throws SQLException {
        driver.close();
        connection.close();
        source.close();
    }

    private static SQLiteErrorCode codeOf(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
        }
        throw new AssertionError("no exception of the driver", failure);
    }

    private static void assertLeadsTo(SQLiteErrorCode code, Class<? extends SQLException> type, Executable call) {
        assertEquals(code, codeOf(assertThrows(type, call)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "END TRANSACTION",
                "ROLLBACK",
                "RELEASE x",
                "RELEASE SAVEPOINT \"two words\"",
                "ROLLBACK TO x",
                "BEGIN; BEGIN",
                "BEGIN; BEGIN IMMEDIATE",
                "BEGIN; RELEASE x",
                "BEGIN; ROLLBACK TO SAVEPOINT x",
                "SAVEPOINT x; BEGIN",
                "SAVEPOINT x; RELEASE y"
            })
    void controlThatFailsFailsAsOnTheDriver(String script) throws SQLException {
        assertSameFailure(script, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN", "BEGIN IMMEDIATE", "RELEASE x", "ROLLBACK TO x"})
    void soItDoesInManualCommit(String script) throws SQLException {
        assertSameFailure("SELECT 1; " + script, false);
    }

    private void assertSameFailure(String script, boolean autoCommit) throws SQLException {
        SQLException expected = failureOf(driver, script, autoCommit);
        SQLException actual = failureOf(connection, script, autoCommit);
        assertEquals(expected.getClass(), actual.getClass());
        assertEquals(expected.getErrorCode(), actual.getErrorCode());
        assertNull(actual.getSQLState());
        assertEquals(codeOf(expected), codeOf(actual));
        String words = expected.getMessage().substring(0, expected.getMessage().length() - 1);
        assertTrue(actual.getMessage().startsWith(words), () -> expected.getMessage() + "\n" + actual.getMessage());
    }

    private static SQLException failureOf(Connection on, String script, boolean autoCommit) throws SQLException {
        on.setAutoCommit(autoCommit);
        String[] statements = script.split("; ");
        for (int i = 0; i < statements.length - 1; i++) {
            Sql.execute(on, statements[i]);
        }
        SQLException failure =
                assertThrows(SQLException.class, () -> Sql.execute(on, statements[statements.length - 1]));
        if (!autoCommit) {
            // A refused BEGIN IMMEDIATE has taken the driver's connection the write lock.
            on.rollback();
        }
        return failure;
    }

    @Test
    void commitAndRollbackAfterTheEndInSql() throws SQLException {
        connection.setAutoCommit(false);
        Sql.execute(connection, "SELECT 1");
        Sql.execute(connection, "COMMIT");
        assertLeadsTo(SQLiteErrorCode.SQLITE_ERROR, SQLiteException.class, connection::commit);
        assertLeadsTo(SQLiteErrorCode.SQLITE_ERROR, SQLiteException.class, connection::rollback);
    }

    @Test
    void releaseOfASavepointThatIsGone() throws SQLException {
        connection.setAutoCommit(false);
        Savepoint savepoint = connection.setSavepoint("here");
        connection.rollback();
        SQLiteException failure = assertThrows(SQLiteException.class, () -> connection.releaseSavepoint(savepoint));
        assertTrue(failure.getMessage().contains("no such savepoint: here"), failure.getMessage());
        assertLeadsTo(SQLiteErrorCode.SQLITE_ERROR, SQLiteException.class, () -> connection.rollback(savepoint));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commitOfABrokenConstraint(boolean bySettingAutoCommit) throws SQLException {
        Sql.execute(connection, "CREATE TABLE child(a REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED)");
        Sql.execute(connection, "PRAGMA foreign_keys=ON");
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO child VALUES (9)");
        SQLiteException failure = assertThrows(SQLiteException.class, () -> {
            if (bySettingAutoCommit) {
                connection.setAutoCommit(true);
            } else {
                connection.commit();
            }
        });
        assertEquals(SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY, failure.getResultCode());
        assertEquals(19, failure.getErrorCode());
        connection.rollback();
    }

    @Test
    void busyBegin() throws SQLException {
        openAnew(config().beginMode(BeginMode.IMMEDIATE));
        Sql.execute(driver, "BEGIN IMMEDIATE");
        connection.setAutoCommit(false);
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY,
                BusyException.class,
                () -> Sql.execute(connection, "INSERT INTO t VALUES (1)"));
        connection.setSavepoint();
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY, BusyException.class, () -> Sql.ask(connection, "SELECT count(*) FROM t"));
        connection.setAutoCommit(true);
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY, BusyException.class, () -> Sql.execute(connection, "BEGIN IMMEDIATE"));
        Sql.execute(driver, "ROLLBACK");
    }

    @Test
    void fullWriteGate() throws Exception {
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO t VALUES (1)");
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY,
                WriteGateTimeoutException.class,
                () -> inOtherThread(other -> {
                    Sql.execute(other, "INSERT INTO t VALUES (2)");
                }));
        BatchUpdateException batch = assertThrows(
                BatchUpdateException.class,
                () -> inOtherThread(other -> {
                    try (Statement statement = other.createStatement()) {
                        statement.addBatch("INSERT INTO t VALUES (2)");
                        statement.executeBatch();
                    }
                }));
        assertInstanceOf(WriteGateTimeoutException.class, batch.getCause());
        assertEquals(SQLiteErrorCode.SQLITE_BUSY, codeOf(batch));
    }

    /** Something done on a connection. */
    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void inOtherThread(Work work) throws Exception {
        var failure = new SQLException[1];
        Thread thread = new Thread(() -> failure[0] = failureOf(work));
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private @Nullable SQLException failureOf(Work work) {
        try (Connection other = source.getConnection()) {
            work.on(other);
            return null;
        } catch (SQLException failure) {
            return failure;
        }
    }

    @Test
    void nestedWrite() throws SQLException {
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO t VALUES (1)");
        try (Connection inner = source.getConnection()) {
            assertLeadsTo(
                    SQLiteErrorCode.SQLITE_BUSY,
                    NestedWriteException.class,
                    () -> Sql.execute(inner, "INSERT INTO t VALUES (2)"));
        }
    }

    @Test
    void staleSnapshot() throws SQLException {
        openAnew(config().beginMode(BeginMode.DEFERRED));
        connection.setAutoCommit(false);
        Sql.execute(connection, "SELECT count(*) FROM t");
        Sql.execute(driver, "INSERT INTO t VALUES (1)");
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT,
                StaleSnapshotException.class,
                () -> Sql.execute(connection, "INSERT INTO t VALUES (2)"));
    }

    @Test
    void outerSnapshotOvertakenByAnotherProcess() throws SQLException {
        connection.setAutoCommit(false);
        Sql.execute(connection, "SELECT count(*) FROM t");
        try (Connection inner = source.getConnection()) {
            Sql.execute(inner, "INSERT INTO t VALUES (1)");
        }
        Sql.execute(driver, "INSERT INTO t VALUES (2)");
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT,
                StaleSnapshotException.class,
                () -> Sql.execute(connection, "INSERT INTO t VALUES (3)"));
        TransactionAbortedException aborted =
                assertThrows(TransactionAbortedException.class, () -> Sql.execute(connection, "SELECT 1"));
        assertEquals(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT, codeOf(aborted));
        assertEquals(5, aborted.getErrorCode());
    }

    @Test
    void abortedTransaction() throws SQLException {
        connection.setAutoCommit(false);
        Sql.execute(connection, "INSERT INTO t VALUES (1)");
        assertThrows(SQLiteException.class, () -> Sql.execute(connection, "INSERT OR ROLLBACK INTO t VALUES (1)"));
        for (Executable call : new Executable[] {
            connection::commit,
            () -> Sql.execute(connection, "SELECT 1"),
            connection::setSavepoint,
            () -> Sql.execute(connection, "BEGIN")
        }) {
            assertLeadsTo(SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY, TransactionAbortedException.class, call);
            connection.rollback();
            Sql.execute(connection, "INSERT INTO t VALUES (1)");
            assertThrows(SQLiteException.class, () -> Sql.execute(connection, "INSERT OR ROLLBACK INTO t VALUES (1)"));
        }
    }

    @Test
    void readOnlySession() throws SQLException {
        connection.setReadOnly(true);
        assertLeadsTo(
                SQLiteErrorCode.SQLITE_READONLY,
                ReadOnlySessionException.class,
                () -> Sql.execute(connection, "INSERT INTO t VALUES (1)"));
    }

    @Test
    void databaseThatCanNotBeOpened() throws Exception {
        Path other = Files.createLink(folder.resolve("other.db"), folder.resolve("app.db"));
        assertLeadsTo(SQLiteErrorCode.SQLITE_CANTOPEN, OpenFailedException.class, () -> {
            try (var second = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(other).build())) {
                second.getConnection().close();
            }
        });
    }
}
