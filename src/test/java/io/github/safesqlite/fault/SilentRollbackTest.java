// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** SQLite rolls a transaction back where its owner does not hear of it: nothing that runs after that is stored alone. */
class SilentRollbackTest {
    private static final int FULL = 13;
    private static final int INTERRUPT = 9;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final FaultyDriver driver = new FaultyDriver(FaultyDriver.Fault.IO_ERROR);
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(driver.config(directory.resolve("app.db")).maximumPoolSize(1));
        run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY)", "INSERT INTO t DEFAULT VALUES");
        // The next row gets the row id that the connection has given before, so the library asks SQLite what the INSERT
        // does.
        run(source, "DELETE FROM t");
    }

    /** A question for the program of a statement is a statement that writes, to SQLite: an interrupt undoes all. */
    @Test
    void explainThatIsInterruptedEndsItsTransaction() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            run(connection, "CREATE TABLE t(a)");
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO t VALUES (1)");
            try (PreparedStatement explain = connection.prepareStatement("EXPLAIN INSERT INTO t VALUES (2)");
                    ResultSet steps = explain.executeQuery()) {
                assertTrue(steps.next());
                connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
                assertEquals(
                        INTERRUPT, assertThrows(SQLException.class, steps::next).getErrorCode());
            }
            assertEquals(0, ask(connection, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void nothingRunsAloneBehindAQuestionThatEndedTheTransaction() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            driver.breakDown("EXPLAIN", FULL, true);
            assertEquals(1, run(connection, "INSERT INTO t DEFAULT VALUES"));
            driver.mend();
            SQLException told = assertThrows(SQLException.class, () -> run(connection, "INSERT INTO t DEFAULT VALUES"));
            assertEquals(FULL, told.getErrorCode());
            assertThrows(SQLException.class, connection::commit);
        }
        assertEquals(0, ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void commitTellsThatAQuestionHasEndedTheTransaction() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            driver.breakDown("EXPLAIN", FULL, true);
            assertEquals(1, run(connection, "INSERT INTO t DEFAULT VALUES"));
            driver.mend();
            assertEquals(
                    FULL, assertThrows(SQLException.class, connection::commit).getErrorCode());
        }
        assertEquals(0, ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void aBatchIsStoredAsAWholeOrNotAtAll() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement batch = connection.createStatement()) {
            batch.addBatch("INSERT INTO t DEFAULT VALUES");
            batch.addBatch("INSERT INTO t DEFAULT VALUES");
            driver.breakDown("EXPLAIN", FULL, true);
            assertEquals(
                    FULL, assertThrows(SQLException.class, batch::executeBatch).getErrorCode());
            driver.mend();
        }
        assertEquals(0, ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void nothingRunsAloneBehindAReadThatEndedTheTransaction() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO t VALUES (1), (2)");
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT a FROM t")) {
                assertTrue(rows.next());
                driver.breakDown("SELECT", FULL, true);
                assertEquals(FULL, assertThrows(SQLException.class, rows::next).getErrorCode());
                driver.mend();
            }
            assertThrows(SQLException.class, () -> run(connection, "INSERT INTO t VALUES (3)"));
            assertThrows(SQLException.class, connection::commit);
        }
        assertEquals(0, ask(source, "SELECT count(*) FROM t"));
    }

    /** An interrupt stays as long as anything runs on the connection: then SQLite answers no question. */
    @Test
    void nothingRunsAloneWhereSqliteCouldNotBeAsked() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO t VALUES (1)");
            driver.breakDown("", INTERRUPT, true);
            SQLException first = assertThrows(SQLException.class, () -> run(connection, "INSERT INTO t VALUES (2)"));
            assertEquals(INTERRUPT, first.getErrorCode());
            assertThrows(SQLException.class, () -> run(connection, "INSERT INTO t VALUES (3)"));
            driver.mend();
            assertThrows(SQLException.class, () -> run(connection, "INSERT INTO t VALUES (4)"));
            assertThrows(SQLException.class, connection::commit);
        }
        assertEquals(0, ask(source, "SELECT count(*) FROM t"));
    }

    /** An interrupted read undoes nothing, and what was written before it is committed. */
    @Test
    void aTransactionThatGoesOnIsCommitted() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO t VALUES (1)");
            driver.breakDown("", INTERRUPT, false);
            assertThrows(SQLException.class, () -> ask(connection, "SELECT count(*) FROM t"));
            driver.mend();
            run(connection, "INSERT INTO t VALUES (2)");
            connection.commit();
            assertFalse(connection.getAutoCommit());
        }
        assertEquals(2, ask(source, "SELECT count(*) FROM t"));
    }
}
