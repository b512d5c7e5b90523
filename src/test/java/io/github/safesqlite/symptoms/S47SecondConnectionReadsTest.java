// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Symptom 47: a thread whose transaction has written opens a second one that only reads. It was refused, since by default
 * every transaction wants to be able to write.
 */
class S47SecondConnectionReadsTest {
    private static final String COUNT = "SELECT count(*) FROM t";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource source;
    private Connection outer;
    private Connection inner;

    @BeforeEach
    void open() throws SQLException {
        open(SqliteConfig.builder(folder.resolve("app.db")));
        outer.setAutoCommit(false);
        Sql.run(outer, "INSERT INTO t VALUES (1)");
    }

    private void open(SqliteConfigBuilder config) throws SQLException {
        source = invariants.open(config.writeTimeout(Duration.ofSeconds(30))
                .nestedWriteGrace(Duration.ofMillis(10))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY)");
        outer = source.getConnection();
        inner = source.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        inner.close();
        outer.close();
    }

    /** How the second connection comes to a transaction. */
    enum Begin {
        MANUAL_COMMIT,
        SAVEPOINT,
        BEGIN_IN_SQL,
        SAVEPOINT_IN_SQL,
        SAVEPOINT_IN_AUTOCOMMIT;

        void on(Connection connection) throws SQLException {
            connection.setAutoCommit(this == BEGIN_IN_SQL || this == SAVEPOINT_IN_AUTOCOMMIT);
            switch (this) {
                case MANUAL_COMMIT -> {}
                case SAVEPOINT, SAVEPOINT_IN_AUTOCOMMIT -> connection.setSavepoint("s");
                case BEGIN_IN_SQL -> Sql.execute(connection, "BEGIN");
                case SAVEPOINT_IN_SQL -> Sql.execute(connection, "SAVEPOINT s");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondConnectionReadsTheCommittedState(Begin begin) throws SQLException {
        begin.on(inner);
        assertEquals(0, Sql.ask(inner, COUNT));
        Sql.run(outer, "INSERT INTO t VALUES (2)");
        outer.commit();
        assertEquals(0, Sql.ask(inner, COUNT), "its snapshot is its own");
        inner.close();
        assertEquals(2, Sql.ask(outer, COUNT));
    }

    @ParameterizedTest
    @EnumSource
    void secondConnectionIsRefusedWhenItWritesAfterAll(Begin begin) throws SQLException {
        begin.on(inner);
        assertEquals(0, Sql.ask(inner, COUNT));
        NestedWriteException refusal =
                assertThrows(NestedWriteException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2)"));
        long stacksOfThisTest = Arrays.stream(refusal.getSuppressed())
                .filter(stack -> Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(S47SecondConnectionReadsTest.class.getName())))
                .count();
        assertEquals(2, stacksOfThisTest, () -> Arrays.toString(refusal.getSuppressed()));
        assertEquals(0, Sql.ask(inner, COUNT), "it can go on to read");
        inner.close();
        outer.commit();
        assertEquals(1, Sql.ask(outer, COUNT));
    }

    @Test
    void secondConnectionWritesInItsNextTransaction() throws SQLException {
        inner.setAutoCommit(false);
        assertEquals(0, Sql.ask(inner, COUNT));
        inner.commit();
        outer.commit();
        Sql.run(inner, "INSERT INTO t VALUES (2)");
        inner.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void secondConnectionThatReadBeforeTheFirstCommittedIsStale() throws SQLException {
        inner.setAutoCommit(false);
        assertEquals(0, Sql.ask(inner, COUNT));
        outer.commit();
        assertThrows(StaleSnapshotException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2)"));
        inner.rollback();
        Sql.run(inner, "INSERT INTO t VALUES (2)");
        inner.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void secondConnectionWritesAfterTheFirstRolledBack() throws SQLException {
        inner.setAutoCommit(false);
        assertEquals(0, Sql.ask(inner, COUNT));
        outer.rollback();
        Sql.run(inner, "INSERT INTO t VALUES (2)");
        inner.commit();
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void savepointsOfTheSecondConnectionWork() throws SQLException {
        inner.setAutoCommit(false);
        Savepoint savepoint = inner.setSavepoint();
        assertEquals(0, Sql.ask(inner, COUNT));
        inner.rollback(savepoint);
        inner.releaseSavepoint(savepoint);
        inner.commit();
        outer.commit();
        assertEquals(1, Sql.ask(inner, COUNT));
    }

    @Test
    void whoAsksForTheWriteLockIsRefusedAsBefore() {
        assertThrows(NestedWriteException.class, () -> Sql.execute(inner, "BEGIN IMMEDIATE"));
    }

    @Test
    void withoutAWriteAheadLogItIsRefusedAsBefore() throws SQLException {
        outer.rollback();
        close();
        open(SqliteConfig.builder(folder.resolve("rollback.db"))
                .beginMode(BeginMode.IMMEDIATE)
                .pragma("journal_mode", "DELETE"));
        outer.setAutoCommit(false);
        Sql.run(outer, "INSERT INTO t VALUES (1)");
        inner.setAutoCommit(false);
        SQLException refusal = assertThrows(NestedWriteException.class, () -> Sql.ask(inner, COUNT));
        assertTrue(refusal.getMessage().contains("unfinished write"), refusal.getMessage());
    }
}
