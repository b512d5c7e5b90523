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
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A thread with two connections, of which another thread may go on with the first one. */
class NestedGraceTest {
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "INSERT INTO t DEFAULT VALUES";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration NONE = Duration.ZERO;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final Actor first = new Actor("first");
    private final Actor second = new Actor("second");
    private ConcurrencySafeSqliteDataSource source;
    private Connection outer;
    private Connection inner;

    private void open(Duration grace) throws Exception {
        open(SqliteConfig.builder(directory.resolve("app.db")), grace, Duration.ofMinutes(2));
    }

    private void open(SqliteConfigBuilder config, Duration grace, Duration writeTimeout) throws Exception {
        source = invariants.open(
                config.nestedWriteGrace(grace).writeTimeout(writeTimeout).slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
        outer = source.getConnection();
        inner = source.getConnection();
        outer.setAutoCommit(false);
    }

    @AfterEach
    void close() throws Exception {
        if (inner != null) {
            inner.close();
            outer.close();
        }
        first.close();
        second.close();
    }

    private Started<Integer> innerInsertWaits() {
        Started<Integer> insert = first.starts("inner inserts", () -> Sql.run(inner, INSERT));
        untilWaiting(source, 1);
        return insert;
    }

    private void moveATransaction() throws Exception {
        try (Connection moved = source.getConnection()) {
            moved.setAutoCommit(false);
            first.does("begins", () -> Sql.run(moved, INSERT));
            second.does("goes on", () -> Sql.run(moved, INSERT));
            second.does("ends", moved::rollback);
        }
    }

    @Test
    void outerThatGoesOnInAnotherThreadIsWaitedFor() throws Exception {
        open(LONG);
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        Started<Integer> insert = innerInsertWaits();
        second.does("outer goes on", () -> Sql.run(outer, INSERT));
        assertFalse(insert.isDone());
        second.does("outer commits", outer::commit);
        assertEquals(1, insert.result());
        assertEquals(3, Sql.ask(source, COUNT));
        assertTrue(invariants.log().contains("INFO io.github.safesqlite.threads"), invariants.log());
    }

    @Test
    void outerThatEndsInAnotherThreadIsWaitedFor() throws Exception {
        open(LONG);
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        Started<Integer> insert = innerInsertWaits();
        second.does("outer is closed", outer::close);
        assertEquals(1, insert.result());
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatHasOnlyReadKeepsItsWriteLockForTheOtherThread() throws Exception {
        open(LONG);
        first.does("outer begins", () -> Sql.ask(outer, COUNT));
        Started<Integer> insert = innerInsertWaits();
        second.does("outer writes", () -> Sql.run(outer, INSERT));
        second.does("outer commits", outer::commit);
        assertEquals(1, insert.result());
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void afterOneTransactionMovedNoneIsRefusedOrGivesWay() throws Exception {
        open(NONE);
        moveATransaction();
        first.does("outer begins", () -> Sql.ask(outer, COUNT));
        Started<Integer> insert = innerInsertWaits();
        second.does("outer commits", outer::commit);
        assertEquals(1, insert.result());
        first.does("outer writes", () -> Sql.run(outer, INSERT));
        Started<Integer> again = innerInsertWaits();
        second.does("outer commits", outer::commit);
        assertEquals(1, again.result());
        assertEquals(1, invariants.log().split("continues on thread", -1).length - 1, "logged once");
    }

    @Test
    void sessionThatChangesItsThreadBetweenTransactionsMovesNone() throws Exception {
        open(NONE);
        inner.setAutoCommit(false);
        for (Actor actor : new Actor[] {first, second, first}) {
            actor.does("transaction", () -> {
                Sql.run(inner, INSERT);
                inner.rollback();
            });
        }
        inner.setAutoCommit(true);
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        first.does("is refused", () -> assertThrows(NestedWriteException.class, () -> Sql.run(inner, INSERT)));
        first.does("ends", outer::rollback);
        assertFalse(invariants.log().contains("io.github.safesqlite.threads"), invariants.log());
    }

    @Test
    void untouchedOuterIsRefusedAfterTheGraceAndTheOptionIsNamed() throws Exception {
        open(Duration.ofMillis(300));
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        long start = System.nanoTime();
        NestedWriteException refusal =
                first.gets("refused", () -> assertThrows(NestedWriteException.class, () -> Sql.run(inner, INSERT)));
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(300).toNanos(), "the grace was waited for");
        assertTrue(refusal.getMessage().contains("detectNestedWrites=false"), refusal.getMessage());
        first.does("ends", outer::rollback);
    }

    @Test
    void graceLeavesHalfOfTheWriteTimeout() throws Exception {
        open(SqliteConfig.builder(directory.resolve("app.db")), LONG, Duration.ofMillis(400));
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        first.does("is refused", () -> assertThrows(NestedWriteException.class, () -> Sql.run(inner, INSERT)));
        first.does("ends", outer::rollback);
    }

    @Test
    void whoIsKnownToNestGivesWayAtOnce() throws Exception {
        open(Duration.ofMillis(50));
        first.does("outer reads", () -> Sql.ask(outer, COUNT));
        first.does("inner writes after the grace", () -> Sql.run(inner, INSERT));
        first.does("outer ends", outer::commit);
        try (ConcurrencySafeSqliteDataSource patient =
                        new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                                .nestedWriteGrace(LONG)
                                .writeTimeout(LONG.multipliedBy(3))
                                .build());
                Connection reading = patient.getConnection()) {
            reading.setAutoCommit(false);
            long start = System.nanoTime();
            first.does("both", () -> {
                Sql.ask(reading, COUNT);
                Sql.run(patient, INSERT);
            });
            assertTrue(System.nanoTime() - start < LONG.toNanos() / 2, "no grace is waited for");
            reading.rollback();
        }
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void waitInTheGraceEndsWithCancelAndInterrupt() throws Exception {
        open(LONG);
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        Statement statement = inner.createStatement();
        Started<Integer> insert = first.starts("insert", () -> statement.executeUpdate(INSERT));
        untilWaiting(source, 1);
        statement.cancel();
        assertThrows(StatementCancelledException.class, insert::result);
        Started<Integer> again = innerInsertWaits();
        first.thread().interrupt();
        assertThrows(StatementCancelledException.class, again::result);
        assertEquals(0, source.statistics().writeWaiters());
        first.does("outer ends", outer::rollback);
    }

    @Test
    void outerThatMovedAfterItGaveWayIsStaleIfTheInnerWrote() throws Exception {
        open(NONE);
        first.does("outer reads", () -> Sql.ask(outer, COUNT));
        first.does("inner writes", () -> Sql.run(inner, INSERT));
        second.does(
                "outer, which knows nothing of that, writes",
                () -> assertThrows(StaleSnapshotException.class, () -> Sql.run(outer, INSERT)));
        second.does("outer ends", outer::rollback);
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatMovedAfterItGaveWayWritesIfTheInnerDidNot() throws Exception {
        open(NONE);
        inner.setAutoCommit(false);
        first.does("outer reads", () -> Sql.ask(outer, COUNT));
        first.does("inner begins and rolls back", () -> {
            Sql.run(inner, INSERT);
            inner.rollback();
        });
        second.does("outer writes", () -> Sql.run(outer, INSERT));
        second.does("outer commits", outer::commit);
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatMovedAfterItGaveWayWaitsForTheInner() throws Exception {
        open(NONE);
        inner.setAutoCommit(false);
        first.does("outer reads", () -> Sql.ask(outer, COUNT));
        first.does("inner writes", () -> Sql.run(inner, INSERT));
        Started<Integer> insert = second.starts("outer writes", () -> Sql.run(outer, INSERT));
        until(() -> insert.isDone() || isWaitingForTheInner());
        assertFalse(insert.isDone());
        first.does("inner ends", inner::rollback);
        assertEquals(1, insert.result());
        second.does("outer commits", outer::commit);
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void waitForTheInnerEndsWithTheWriteTimeout() throws Exception {
        open(SqliteConfig.builder(directory.resolve("app.db")), NONE, Duration.ofMillis(300));
        inner.setAutoCommit(false);
        first.does("outer reads", () -> Sql.ask(outer, COUNT));
        first.does("inner writes", () -> Sql.run(inner, INSERT));
        WriteGateTimeoutException timeout = second.gets(
                "outer writes", () -> assertThrows(WriteGateTimeoutException.class, () -> Sql.run(outer, INSERT)));
        assertTrue(timeout.getMessage().contains("(writeTimeout"), timeout.getMessage());
        first.does("inner ends", inner::commit);
        second.does("outer ends", outer::rollback);
    }

    private boolean isWaitingForTheInner() {
        return Arrays.stream(second.thread().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitInner"));
    }

    @Test
    void readThatAnotherThreadGoesOnWithIsWaitedFor() throws Exception {
        open(
                SqliteConfig.builder(directory.resolve("app.db")).pragma("journal_mode", "DELETE"),
                Duration.ofSeconds(2),
                Duration.ofMinutes(2));
        Sql.run(source, "INSERT INTO t VALUES (1), (2)");
        outer.setAutoCommit(true);
        AtomicReference<ResultSet> rows = new AtomicReference<>();
        first.does("read", () -> {
            rows.set(outer.createStatement().executeQuery("SELECT a FROM t"));
            assertTrue(rows.get().next());
        });
        Started<Integer> insert = first.starts("insert", () -> Sql.run(inner, INSERT));
        until(() -> source.snapshot().counts().busyRetries() > 10);
        second.does("reads on", () -> assertTrue(rows.get().next()));
        long start = System.nanoTime();
        until(() -> insert.isDone()
                || System.nanoTime() - start > Duration.ofSeconds(2).toNanos());
        assertFalse(insert.isDone(), "not refused when the grace is over");
        second.does("closes", () -> rows.get().close());
        assertEquals(1, insert.result());
        assertEquals(3, Sql.ask(source, COUNT));
    }

    @Test
    void readBesideAnOwnUnfinishedWriteInMemoryIsRefused() throws Exception {
        open(SqliteConfig.builder(":memory:"), Duration.ofMillis(100), Duration.ofMinutes(2));
        outer.setAutoCommit(true);
        first.does("both connections read the schema", () -> {
            try (ResultSet one = outer.createStatement().executeQuery("SELECT * FROM t");
                    ResultSet other = inner.createStatement().executeQuery("SELECT * FROM t")) {
                assertFalse(one.next() || other.next());
            }
        });
        outer.setAutoCommit(false);
        first.does("outer writes", () -> Sql.run(outer, INSERT));
        NestedWriteException refusal =
                first.gets("inner reads", () -> assertThrows(NestedWriteException.class, () -> Sql.ask(inner, COUNT)));
        assertTrue(refusal.getMessage().contains("wants to read"), refusal.getMessage());
        first.does("outer commits", outer::commit);
        assertEquals(1, first.<Long>gets("inner reads", () -> Sql.ask(inner, COUNT)));
    }

    @Test
    void withoutTheCheckAllWait() throws SQLException, Exception {
        open(SqliteConfig.builder(directory.resolve("app.db")).detectNestedWrites(false), NONE, Duration.ofMillis(300));
        first.does("outer begins", () -> Sql.run(outer, INSERT));
        first.does("waits", () -> assertThrows(WriteGateTimeoutException.class, () -> Sql.run(inner, INSERT)));
        first.does("outer ends", outer::rollback);
    }
}
