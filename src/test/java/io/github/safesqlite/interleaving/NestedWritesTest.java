// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One thread with two connections: an outer transaction, and an inner one that is begun before the outer ends. */
class NestedWritesTest {
    private static final String COUNT = "SELECT count(*) FROM t";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource source;
    private Connection outer;
    private Connection inner;

    @BeforeEach
    void open() throws SQLException {
        open(Duration.ofSeconds(60));
    }

    private void open(Duration writeTimeout) throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .writeTimeout(writeTimeout)
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b)");
        outer = source.getConnection();
        inner = source.getConnection();
        outer.setAutoCommit(false);
        inner.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        inner.close();
        outer.close();
    }

    @Test
    void outerThatHasOnlyReadLetsTheInnerWriteAndKeepsItsSnapshot() throws Exception {
        assertEquals(0, Sql.ask(outer, COUNT));
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        assertEquals(1, Sql.ask(inner, COUNT));
        assertEquals(0, Sql.ask(outer, COUNT));
        inner.commit();
        assertEquals(0, Sql.ask(outer, COUNT));
        outer.commit();
        assertEquals(1, Sql.ask(outer, COUNT));
        outer.rollback();
    }

    @Test
    void outerWritesAfterTheInnerAlone() throws Exception {
        assertEquals(0, Sql.ask(outer, COUNT));
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
        assertEquals(2, Sql.ask(outer, COUNT));
        outer.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void outerWritesAfterTwoInnerTransactions() throws Exception {
        Sql.ask(outer, COUNT);
        for (int i = 1; i <= 2; i++) {
            Sql.run(inner, "INSERT INTO t VALUES (" + i + ", 'inner')");
            inner.commit();
        }
        Sql.run(outer, "INSERT INTO t VALUES (3, 'outer')");
        outer.commit();
        assertEquals(3, Sql.ask(source, COUNT));
    }

    @Test
    void outerWritesAfterTheInnerRolledBack() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.rollback();
        Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')");
        outer.commit();
        assertEquals(1, Sql.ask(source, "SELECT count(*) FROM t WHERE b = 'outer'"));
    }

    @Test
    void innerWritesInAutocommit() throws Exception {
        inner.setAutoCommit(true);
        Sql.ask(outer, COUNT);
        assertEquals(1, Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')"));
        assertEquals(0, Sql.ask(outer, COUNT));
        Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    /** A command that fails after the first write has undone nothing of it. */
    @Test
    void outerThatHasWrittenGivesNothingAwayAfterAFailedCommand() throws Exception {
        Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')");
        assertThrows(SQLException.class, () -> Sql.run(outer, "ROLLBACK TO nowhere"));
        assertThrows(NestedWriteException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        outer.rollback();
        assertEquals(0, Sql.ask(source, COUNT));
    }

    @Test
    void foreignWriteBetweenMakesTheOutersSnapshotStale() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        try (Connection foreign = Sql.foreign(source)) {
            Sql.run(foreign, "INSERT INTO t VALUES (9, 'foreign')");
        }
        assertThrows(StaleSnapshotException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertThrows(TransactionAbortedException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
        outer.rollback();
        Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(3, Sql.ask(source, COUNT));
    }

    @Test
    void foreignLockWhileTheOuterTakesItsWriteLockBackEndsTheOuter() throws Exception {
        invariants.expectLog("found SQLite busy");
        close();
        open(Duration.ofSeconds(1));
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        try (Connection foreign = Sql.foreign(source)) {
            foreign.setAutoCommit(false);
            Sql.run(foreign, "INSERT INTO t VALUES (9, 'foreign')");
            assertThrows(BusyException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')"));
            // Its snapshot is gone: nothing may run outside of a transaction that the caller believes in.
            assertThrows(TransactionAbortedException.class, () -> Sql.ask(outer, COUNT));
            foreign.rollback();
        }
        outer.rollback();
        Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatHasWrittenMakesTheInnerFailAtOnceWithBothStacks() throws Exception {
        Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')");
        NestedWriteException refusal =
                assertThrows(NestedWriteException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        assertTrue(refusal.getMessage().contains("INSERT INTO t"), refusal.getMessage());
        long ownStacks = Arrays.stream(refusal.getSuppressed())
                .filter(stack -> Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(NestedWritesTest.class.getName())))
                .count();
        assertEquals(2, ownStacks, () -> Arrays.toString(refusal.getSuppressed()));
        inner.rollback();
        outer.commit();
        assertEquals(1, Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        inner.commit();
    }

    @Test
    void innerAutocommitWriteUnderAnOuterThatHasWrittenFailsAtOnceToo() throws Exception {
        inner.setAutoCommit(true);
        Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')");
        assertThrows(NestedWriteException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        outer.commit();
        assertEquals(1, Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
    }

    @Test
    void innerReaderIsAlwaysFine() throws Exception {
        Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')");
        inner.setReadOnly(true);
        assertEquals(0, Sql.ask(inner, COUNT));
        inner.commit();
        inner.setAutoCommit(true);
        assertEquals(0, Sql.ask(inner, COUNT));
        outer.commit();
        assertEquals(1, Sql.ask(inner, COUNT));
    }

    @Test
    void outerCanNotWriteBeforeTheInnerEnds() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        NestedWriteException refusal =
                assertThrows(NestedWriteException.class, () -> Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertTrue(refusal.getMessage().contains("End the inner transaction"), refusal.getMessage());
        assertEquals(
                "INSERT INTO t VALUES (?, ?)",
                Objects.requireNonNull(refusal.holder()).sql());
        assertEquals(0, Sql.ask(outer, COUNT));
        inner.commit();
        Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void whatInheritedTheGateGivesWayAsWell() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.ask(inner, COUNT);
        outer.commit();
        assertEquals(1, Sql.run(outer, "INSERT INTO t VALUES (1, 'outer')"));
        assertThrows(NestedWriteException.class, () -> Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        outer.commit();
        assertEquals(1, Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')"));
        inner.commit();
        assertEquals(2, Sql.ask(source, COUNT));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
    }

    @Test
    void otherThreadsWaitUntilTheOuterEnds() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        try (Actor other = new Actor("other")) {
            Started<Integer> insert =
                    other.starts("insert", () -> Sql.run(source, "INSERT INTO t VALUES (3, 'other')"));
            untilWaiting(source, 1);
            inner.commit();
            Sql.run(outer, "INSERT INTO t VALUES (2, 'outer')");
            assertFalse(insert.isDone());
            outer.commit();
            assertEquals(1, insert.result());
        }
        assertEquals(3, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatEndsFirstLeavesTheInnerItsTransactionAndTheGate() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        outer.commit();
        otherThreadWaitsUntilTheInnerEnds();
    }

    @Test
    void outerThatIsClosedFirstLeavesTheInnerItsTransactionAndTheGate() throws Exception {
        Sql.ask(outer, COUNT);
        Sql.run(inner, "INSERT INTO t VALUES (1, 'inner')");
        try (Actor closer = new Actor("closer")) {
            closer.does("close", outer::close);
        }
        otherThreadWaitsUntilTheInnerEnds();
    }

    private void otherThreadWaitsUntilTheInnerEnds() throws Exception {
        try (Actor other = new Actor("other")) {
            Started<Integer> insert =
                    other.starts("insert", () -> Sql.run(source, "INSERT INTO t VALUES (3, 'other')"));
            untilWaiting(source, 1);
            assertEquals(1, Sql.ask(inner, COUNT));
            try (Connection third = source.getConnection()) {
                SQLException refusal = assertThrows(
                        NestedWriteException.class, () -> Sql.run(third, "INSERT INTO t VALUES (4, 'third')"));
                assertTrue(refusal.getMessage().contains("INSERT INTO t"), refusal.getMessage());
            }
            Sql.run(inner, "INSERT INTO t VALUES (2, 'inner')");
            assertFalse(insert.isDone());
            inner.commit();
            assertEquals(1, insert.result());
        }
        assertEquals(3, Sql.ask(source, COUNT));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
    }
}
