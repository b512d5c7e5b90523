// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * After a begin that failed with SQLITE_BUSY the connection still claimed to be in a transaction, so that the statements
 * behind it were committed one by one and a rollback had nothing to undo (xerial/sqlite-jdbc#683).
 */
class S01AutoCommitFlagTellsTheTruthTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverCommitsWhatTheCallerRollsBack() throws SQLException {
        try (Connection other = Sql.plain(file);
                Connection plain = Sql.plain(file, "transaction_mode=IMMEDIATE")) {
            Sql.run(other, "BEGIN IMMEDIATE");
            assertThrows(SQLException.class, () -> plain.setAutoCommit(false));
            Sql.run(other, "ROLLBACK");

            assertFalse(plain.getAutoCommit());
            Sql.run(plain, "INSERT INTO t VALUES (1)");

            assertEquals(1, Sql.rows(other), "seen by others before any commit");
            assertThrows(SQLException.class, plain::rollback);
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void afterABeginThatTimedOutStatementsRunInATransaction(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=200ms");
                Connection other = Sql.patient(file);
                Connection connection = database.connect()) {
            Sql.run(other, "BEGIN IMMEDIATE");
            connection.setAutoCommit(false);
            assertThrows(BusyException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            Sql.run(other, "ROLLBACK");

            assertFalse(connection.getAutoCommit());
            Sql.run(connection, "INSERT INTO t VALUES (2)");
            assertEquals(0, Sql.rows(other), "not committed yet");
            connection.rollback();
            assertEquals(0, Sql.rows(other), "undone");

            Sql.run(connection, "INSERT INTO t VALUES (3)");
            connection.commit();
            assertEquals(1, Sql.rows(other), "committed");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void afterABeginInSqlThatTimedOutStatementsAreCommittedOneByOne(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=200ms");
                Connection other = Sql.patient(file);
                Connection connection = database.connect()) {
            Sql.run(other, "BEGIN IMMEDIATE");
            assertThrows(BusyException.class, () -> Sql.run(connection, "BEGIN IMMEDIATE"));
            Sql.run(other, "ROLLBACK");

            Sql.run(connection, "INSERT INTO t VALUES (1)");
            assertEquals(1, Sql.rows(other), "no transaction was begun");
            Sql.run(connection, "BEGIN IMMEDIATE");
            Sql.run(connection, "INSERT INTO t VALUES (2)");
            Sql.run(connection, "COMMIT");
            assertEquals(2, Sql.rows(other));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void afterACommitByFlagThatTimedOutTheFlagIsStillOffAndNothingIsLeft(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=200ms", "journal_mode=delete");
                Connection other = Sql.patient(file);
                Connection connection = database.transaction()) {
            Sql.run(other, "INSERT INTO t VALUES (1), (2)");
            Sql.run(connection, "INSERT INTO t VALUES (3)");
            try (Statement reading = other.createStatement();
                    ResultSet open = reading.executeQuery("SELECT n FROM t")) {
                open.next();
                assertThrows(BusyException.class, () -> connection.setAutoCommit(true));
            }

            assertFalse(connection.getAutoCommit());
            assertEquals(2, Sql.rows(other), "the transaction is over");
            Sql.run(connection, "INSERT INTO t VALUES (4)");
            connection.rollback();
            assertEquals(2, Sql.rows(other), "the next one was a transaction, too");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void afterSqliteRolledBackByItselfNothingRunsOutsideOfATransaction(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.transaction()) {
            database.run("CREATE UNIQUE INDEX i ON t (n)");
            Sql.run(connection, "INSERT INTO t VALUES (1)");
            assertThrows(SQLException.class, () -> Sql.run(connection, "INSERT OR ROLLBACK INTO t VALUES (1)"));

            assertThrows(TransactionAbortedException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (2)"));
            assertThrows(TransactionAbortedException.class, connection::commit);
            connection.rollback();
            Sql.run(connection, "INSERT INTO t VALUES (3)");
            connection.commit();

            assertEquals(3, Sql.ask(connection, "SELECT sum(n) FROM t"), "the last row only");
        }
    }
}
