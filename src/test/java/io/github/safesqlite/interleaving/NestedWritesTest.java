// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.Bench.foreign;
import static io.github.safesqlite.interleaving.Bench.number;
import static io.github.safesqlite.interleaving.Bench.untilWaiting;
import static io.github.safesqlite.interleaving.Bench.update;
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
import io.github.safesqlite.interleaving.Actor.Started;
import io.github.safesqlite.invariant.InvariantExtension;
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
        update(source, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b)");
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
        assertEquals(0, number(outer, COUNT));
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        assertEquals(1, number(inner, COUNT));
        assertEquals(0, number(outer, COUNT));
        inner.commit();
        assertEquals(0, number(outer, COUNT));
        outer.commit();
        assertEquals(1, number(outer, COUNT));
        outer.rollback();
    }

    @Test
    void outerWritesAfterTheInnerAlone() throws Exception {
        assertEquals(0, number(outer, COUNT));
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        update(outer, "INSERT INTO t VALUES (2, 'outer')");
        assertEquals(2, number(outer, COUNT));
        outer.commit();
        assertEquals(2, number(source, COUNT));
    }

    @Test
    void outerWritesAfterTwoInnerTransactions() throws Exception {
        number(outer, COUNT);
        for (int i = 1; i <= 2; i++) {
            update(inner, "INSERT INTO t VALUES (" + i + ", 'inner')");
            inner.commit();
        }
        update(outer, "INSERT INTO t VALUES (3, 'outer')");
        outer.commit();
        assertEquals(3, number(source, COUNT));
    }

    @Test
    void outerWritesAfterTheInnerRolledBack() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.rollback();
        update(outer, "INSERT INTO t VALUES (1, 'outer')");
        outer.commit();
        assertEquals(1, number(source, "SELECT count(*) FROM t WHERE b = 'outer'"));
    }

    @Test
    void innerWritesInAutocommit() throws Exception {
        inner.setAutoCommit(true);
        number(outer, COUNT);
        assertEquals(1, update(inner, "INSERT INTO t VALUES (1, 'inner')"));
        assertEquals(0, number(outer, COUNT));
        update(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, number(source, COUNT));
    }

    @Test
    void foreignWriteBetweenMakesTheOutersSnapshotStale() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        try (Connection foreign = foreign(source)) {
            update(foreign, "INSERT INTO t VALUES (9, 'foreign')");
        }
        assertThrows(StaleSnapshotException.class, () -> update(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertThrows(TransactionAbortedException.class, () -> update(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
        outer.rollback();
        update(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(3, number(source, COUNT));
    }

    @Test
    void foreignLockWhileTheOuterTakesItsWriteLockBackEndsTheOuter() throws Exception {
        invariants.expectLog("found SQLite busy");
        close();
        open(Duration.ofSeconds(1));
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        inner.commit();
        try (Connection foreign = foreign(source)) {
            foreign.setAutoCommit(false);
            update(foreign, "INSERT INTO t VALUES (9, 'foreign')");
            assertThrows(BusyException.class, () -> update(outer, "INSERT INTO t VALUES (2, 'outer')"));
            // Its snapshot is gone: nothing may run outside of a transaction that the caller believes in.
            assertThrows(TransactionAbortedException.class, () -> number(outer, COUNT));
            foreign.rollback();
        }
        outer.rollback();
        update(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, number(source, COUNT));
    }

    @Test
    void outerThatHasWrittenMakesTheInnerFailAtOnceWithBothStacks() throws Exception {
        update(outer, "INSERT INTO t VALUES (1, 'outer')");
        NestedWriteException refusal =
                assertThrows(NestedWriteException.class, () -> update(inner, "INSERT INTO t VALUES (2, 'inner')"));
        assertTrue(refusal.getMessage().contains("INSERT INTO t"), refusal.getMessage());
        long ownStacks = Arrays.stream(refusal.getSuppressed())
                .filter(stack -> Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(NestedWritesTest.class.getName())))
                .count();
        assertEquals(2, ownStacks, () -> Arrays.toString(refusal.getSuppressed()));
        inner.rollback();
        outer.commit();
        assertEquals(1, update(inner, "INSERT INTO t VALUES (2, 'inner')"));
        inner.commit();
    }

    @Test
    void innerAutocommitWriteUnderAnOuterThatHasWrittenFailsAtOnceToo() throws Exception {
        inner.setAutoCommit(true);
        update(outer, "INSERT INTO t VALUES (1, 'outer')");
        assertThrows(NestedWriteException.class, () -> update(inner, "INSERT INTO t VALUES (2, 'inner')"));
        outer.commit();
        assertEquals(1, update(inner, "INSERT INTO t VALUES (2, 'inner')"));
    }

    @Test
    void innerReaderIsAlwaysFine() throws Exception {
        update(outer, "INSERT INTO t VALUES (1, 'outer')");
        inner.setReadOnly(true);
        assertEquals(0, number(inner, COUNT));
        inner.commit();
        inner.setAutoCommit(true);
        assertEquals(0, number(inner, COUNT));
        outer.commit();
        assertEquals(1, number(inner, COUNT));
    }

    @Test
    void outerCanNotWriteBeforeTheInnerEnds() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        NestedWriteException refusal =
                assertThrows(NestedWriteException.class, () -> update(outer, "INSERT INTO t VALUES (2, 'outer')"));
        assertTrue(refusal.getMessage().contains("End the inner transaction"), refusal.getMessage());
        assertEquals(
                "INSERT INTO t VALUES (?, ?)",
                Objects.requireNonNull(refusal.holder()).sql());
        assertEquals(0, number(outer, COUNT));
        inner.commit();
        update(outer, "INSERT INTO t VALUES (2, 'outer')");
        outer.commit();
        assertEquals(2, number(source, COUNT));
    }

    @Test
    void whatInheritedTheGateGivesWayAsWell() throws Exception {
        number(outer, COUNT);
        number(inner, COUNT);
        outer.commit();
        assertEquals(1, update(outer, "INSERT INTO t VALUES (1, 'outer')"));
        assertThrows(NestedWriteException.class, () -> update(inner, "INSERT INTO t VALUES (2, 'inner')"));
        outer.commit();
        assertEquals(1, update(inner, "INSERT INTO t VALUES (2, 'inner')"));
        inner.commit();
        assertEquals(2, number(source, COUNT));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
    }

    @Test
    void otherThreadsWaitUntilTheOuterEnds() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        try (Actor other = new Actor("other")) {
            Started<Integer> insert = other.starts("insert", () -> update(source, "INSERT INTO t VALUES (3, 'other')"));
            untilWaiting(source, 1);
            inner.commit();
            update(outer, "INSERT INTO t VALUES (2, 'outer')");
            assertFalse(insert.isDone());
            outer.commit();
            assertEquals(1, insert.result());
        }
        assertEquals(3, number(source, COUNT));
    }

    @Test
    void outerThatEndsFirstLeavesTheInnerItsTransactionAndTheGate() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        outer.commit();
        otherThreadWaitsUntilTheInnerEnds();
    }

    @Test
    void outerThatIsClosedFirstLeavesTheInnerItsTransactionAndTheGate() throws Exception {
        number(outer, COUNT);
        update(inner, "INSERT INTO t VALUES (1, 'inner')");
        try (Actor closer = new Actor("closer")) {
            closer.does("close", outer::close);
        }
        otherThreadWaitsUntilTheInnerEnds();
    }

    private void otherThreadWaitsUntilTheInnerEnds() throws Exception {
        try (Actor other = new Actor("other")) {
            Started<Integer> insert = other.starts("insert", () -> update(source, "INSERT INTO t VALUES (3, 'other')"));
            untilWaiting(source, 1);
            assertEquals(1, number(inner, COUNT));
            try (Connection third = source.getConnection()) {
                SQLException refusal = assertThrows(
                        NestedWriteException.class, () -> update(third, "INSERT INTO t VALUES (4, 'third')"));
                assertTrue(refusal.getMessage().contains("INSERT INTO t"), refusal.getMessage());
            }
            update(inner, "INSERT INTO t VALUES (2, 'inner')");
            assertFalse(insert.isDone());
            inner.commit();
            assertEquals(1, insert.result());
        }
        assertEquals(3, number(source, COUNT));
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
    }
}
