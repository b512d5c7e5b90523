// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.until;
import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rows of a RETURNING that do not fit into {@code returningMemory} are read from SQLite while the session stays in the gate.
 * However their result set ends, the write is stored and the gate is free.
 */
class ReturningMemoryTest {
    private static final int ROWS = 1_000;
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + ROWS + ") INSERT INTO t SELECT i, 'text ' || i FROM n RETURNING a, b";
    private static final String OTHER = "INSERT INTO t VALUES(5000, 'other')";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .returningMemory(2_000)
                .connectionTimeout(Duration.ofSeconds(60))
                .writeTimeout(Duration.ofSeconds(60))
                .slowWriteThresholdOff()
                .option("foreign_keys", "ON"));
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
        Sql.run(source, "CREATE TABLE child(a REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED)");
    }

    /** How a result set can end. */
    private enum Ending {
        READ_TO_ITS_END {
            @Override
            void of(ResultSet rows) throws SQLException {
                int next = 1;
                do {
                    assertEquals("text " + next, rows.getString("b"));
                    assertEquals(next++, rows.getInt(1));
                } while (rows.next());
                assertEquals(ROWS, next - 1);
                assertTrue(rows.isAfterLast());
            }
        },
        RESULT_SET_CLOSED {
            @Override
            void of(ResultSet rows) throws SQLException {
                rows.close();
            }
        },
        STATEMENT_CLOSED {
            @Override
            void of(ResultSet rows) throws SQLException {
                rows.getStatement().close();
            }
        },
        STATEMENT_RUN_AGAIN {
            @Override
            void of(ResultSet rows) throws SQLException {
                assertTrue(rows.getStatement().execute("SELECT 1"));
            }
        },
        CONNECTION_CLOSED {
            @Override
            void of(ResultSet rows) throws SQLException {
                rows.getStatement().getConnection().close();
            }
        },
        CONNECTION_ABORTED {
            @Override
            void of(ResultSet rows) throws SQLException {
                rows.getStatement().getConnection().abort(Runnable::run);
            }
        };

        abstract void of(ResultSet rows) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void othersWaitUntilTheResultSetEnds(Ending ending) throws Exception {
        try (Actor other = new Actor("other");
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery(INSERT);
            assertTrue(rows.next());
            assertEquals(0, Sql.ask(source, COUNT), "not committed yet");
            var waiting = other.starts("insert", () -> Sql.run(source, OTHER));
            untilWaiting(source, 1);

            ending.of(rows);

            assertEquals(1, waiting.result());
            assertEquals(ROWS + 1, Sql.ask(source, COUNT));
        }
        InvariantExtension.assertUnused(source);
    }

    @Test
    void rowsThatFitHoldNothing() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("INSERT INTO t VALUES(1, 'x'), (2, 'y') RETURNING a")) {
            assertEquals(1, Sql.run(source, OTHER));
            assertEquals(3, Sql.ask(source, COUNT));
            assertEquals(0, source.statistics().active());
            assertTrue(rows.next());
            assertEquals(1, rows.getInt(1));
        }
    }

    @Test
    void anAbandonedResultSetIsStoredAndFreesTheGate() throws Exception {
        invariants.allowLog("LEAK: connection #");
        abandon();
        try (Actor other = new Actor("other")) {
            var waiting = other.starts("insert", () -> Sql.run(source, OTHER));
            until(() -> {
                System.gc();
                return waiting.isDone();
            });
            assertEquals(1, waiting.result());
        }
        assertEquals(ROWS + 1, Sql.ask(source, COUNT));
    }

    @SuppressWarnings("resource")
    private void abandon() throws SQLException {
        ResultSet rows = source.getConnection().createStatement().executeQuery(INSERT);
        assertTrue(rows.next());
    }

    /** Its own next statement neither waits for itself nor misses what was written, and the rows are still there. */
    @Test
    void theSessionGoesOnBesideItsRows() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INSERT)) {
            assertTrue(rows.next());
            assertEquals(1, Sql.run(connection, OTHER));
            assertEquals(ROWS + 1, Sql.ask(connection, COUNT));
            connection.setAutoCommit(false);
            assertEquals(1, Sql.run(connection, "DELETE FROM t WHERE a = 5000"));
            connection.rollback();
            Ending.READ_TO_ITS_END.of(rows);
        }
        assertEquals(ROWS + 1, Sql.ask(source, COUNT));
    }

    @Test
    void severalStatementsOfATextGoOn() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertTrue(statement.execute(INSERT + "; " + OTHER));
            ResultSet rows = statement.getResultSet();
            assertTrue(rows.next());
            assertEquals(ROWS + 1, Sql.ask(source, COUNT));
            Ending.READ_TO_ITS_END.of(rows);
        }
    }

    /** On the driver the second connection of the thread would find the file locked. */
    @Test
    void aSecondConnectionOfTheThreadWrites() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INSERT)) {
            assertTrue(rows.next());
            assertEquals(1, Sql.run(source, OTHER));
            try (Connection second = source.getConnection()) {
                second.setAutoCommit(false);
                assertEquals(1, Sql.run(second, "UPDATE t SET b = 'seen' WHERE a = 5000"));
                second.commit();
            }
            Ending.READ_TO_ITS_END.of(rows);
        }
        assertEquals(ROWS + 1, Sql.ask(source, COUNT));
    }

    @Test
    void keysOfAnUnfinishedInsertNeedNothing() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INSERT)) {
            assertTrue(rows.next());
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertTrue(keys.next());
                assertEquals(ROWS, keys.getInt(1));
            }
            Ending.READ_TO_ITS_END.of(rows);
        }
    }

    /** The driver closes the result set without a word, and nothing is stored. */
    @ParameterizedTest
    @EnumSource(names = {"READ_TO_ITS_END", "RESULT_SET_CLOSED", "STATEMENT_CLOSED", "STATEMENT_RUN_AGAIN"})
    void aCommitThatFailsIsToldWhereTheResultSetEnds(Ending ending) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery(
                    INSERT.replace("INSERT INTO t SELECT i, 'text ' || i", "INSERT INTO child SELECT i")
                            .replace("a, b", "a, 'text ' || a AS b"));
            assertTrue(rows.next());
            SQLException failure = assertThrows(SQLException.class, () -> ending.of(rows));
            assertTrue(failure.getMessage().contains("FOREIGN KEY"), failure::toString);
        }
        assertEquals(0, Sql.ask(source, "SELECT count(*) FROM child"));
        assertEquals(1, Sql.run(source, OTHER));
    }

    @Test
    void theMaximumOfRowsEndsTheResultSetAndStoresAll() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(3);
            try (ResultSet rows = statement.executeQuery(INSERT)) {
                for (int i = 1; i <= 3; i++) {
                    assertTrue(rows.next());
                    assertEquals(i, rows.getInt(1));
                }
                assertFalse(rows.next());
                assertEquals(3, rows.getInt(1));
                assertEquals(ROWS, Sql.ask(source, COUNT), "stored although the caller wanted three rows");
                statement.cancel();
                assertFalse(rows.next());
            }
        }
        assertEquals(ROWS, Sql.ask(source, COUNT));
    }
}
