// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.InlineListener;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** One thread with two connections, of which another thread uses the outer one just when the inner one wants to write. */
class OuterInUseTest {
    private static final String COUNT = "SELECT count(*) FROM t";
    private static final String INSERT = "INSERT INTO t DEFAULT VALUES";
    private static final int ROUNDS = 50;
    private static final int CALLS = 200;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final CountDownLatch inUse = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Actor owner = new Actor("owner");
    private final Actor other = new Actor("other");
    private ConcurrencySafeSqliteDataSource source;
    private Connection outer;
    private Connection inner;
    private Statement innerStatement;

    private void open(Duration writeTimeout) throws Exception {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .beginMode(BeginMode.IMMEDIATE)
                .writeTimeout(writeTimeout)
                .slowWriteThresholdOff()
                .connectionCustomizer(this::addPause)
                .listener(new InlineListener() {
                    @Override
                    public void statementsForgotten(long sessionId, int statements, int resultSets) {
                        pause();
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
        owner.does("open", () -> {
            outer = source.getConnection();
            inner = source.getConnection();
            outer.setAutoCommit(false);
            innerStatement = inner.createStatement();
        });
    }

    @AfterEach
    void close() throws Exception {
        goOn.countDown();
        owner.does("close", () -> {
            inner.close();
            outer.close();
        });
        owner.close();
        other.close();
    }

    /** An SQL function that stops the statement which calls it until the test lets it go on. */
    private void addPause(Connection raw) throws SQLException {
        Function.create(raw, "pause", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                pause();
                result(1);
            }
        });
    }

    private void pause() {
        inUse.countDown();
        try {
            assertTrue(goOn.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** The owner opens rows in the outer transaction; the other thread is inside SQLite for the last one of them. */
    private Started<Boolean> otherReadsInTheOuter() throws Exception {
        AtomicReference<ResultSet> rows = new AtomicReference<>();
        owner.does("open rows", () -> {
            Statement statement = outer.createStatement();
            // With a time limit each step is a call of the session, which admits one at a time.
            statement.setQueryTimeout(60);
            rows.set(statement.executeQuery("SELECT 0 UNION ALL SELECT pause() UNION ALL SELECT a FROM t WHERE 0"));
            assertTrue(rows.get().next());
        });
        Started<Boolean> read =
                other.starts("read", () -> rows.get().next() && !rows.get().next());
        assertTrue(inUse.await(60, TimeUnit.SECONDS));
        return read;
    }

    private Started<Integer> innerInsertWaits() {
        Started<Integer> insert = owner.starts("insert", () -> innerStatement.executeUpdate(INSERT));
        until(() -> insert.isDone() || isWaitingForTheGate(owner.thread()));
        assertFalse(insert.isDone());
        return insert;
    }

    private static boolean isWaitingForTheGate(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".GateAccess"));
    }

    @Test
    void outerThatHasOnlyReadIsWaitedForOnceTheOtherThreadHasUsedIt() throws Exception {
        open(Duration.ofSeconds(60));
        Started<Boolean> read = otherReadsInTheOuter();
        Started<Integer> insert = innerInsertWaits();
        goOn.countDown();
        assertTrue(read.result());
        other.does("outer writes", () -> {
            assertEquals(0, Sql.ask(outer, COUNT));
            Sql.run(outer, INSERT);
            outer.commit();
        });
        assertEquals(1, insert.result());
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatHasWrittenIsWaitedForOnceTheOtherThreadHasUsedIt() throws Exception {
        open(Duration.ofSeconds(60));
        owner.does("outer writes", () -> Sql.run(outer, INSERT));
        Started<Boolean> read = otherReadsInTheOuter();
        Started<Integer> insert = innerInsertWaits();
        goOn.countDown();
        assertTrue(read.result());
        other.does("outer commits", outer::commit);
        assertEquals(1, insert.result());
        assertEquals(2, Sql.ask(source, COUNT));
    }

    @Test
    void outerThatTheOtherThreadClosesLeavesTheGateToTheInner() throws Exception {
        open(Duration.ofSeconds(10));
        invariants.allowLog("not closed");
        owner.does("outer writes", () -> outer.createStatement().executeUpdate(INSERT));
        Started<Boolean> close = other.starts("close", () -> {
            outer.close();
            return true;
        });
        assertTrue(inUse.await(60, TimeUnit.SECONDS));
        Started<Integer> insert = innerInsertWaits();
        goOn.countDown();
        assertTrue(close.result());
        assertEquals(1, insert.result());
        assertEquals(1, Sql.ask(source, COUNT));
    }

    @Test
    void waitForTheOuterEndsWithTheWriteTimeout() throws Exception {
        open(Duration.ofMillis(300));
        Started<Boolean> read = otherReadsInTheOuter();
        owner.does(
                "insert",
                () -> assertThrows(WriteGateTimeoutException.class, () -> innerStatement.executeUpdate(INSERT)));
        goOn.countDown();
        assertTrue(read.result());
    }

    @Test
    void waitForTheOuterEndsWithCancel() throws Exception {
        open(Duration.ofSeconds(30));
        Started<Boolean> read = otherReadsInTheOuter();
        Started<Integer> insert = innerInsertWaits();
        innerStatement.cancel();
        assertThrows(StatementCancelledException.class, insert::result);
        goOn.countDown();
        assertTrue(read.result());
    }

    @Test
    void waitForTheOuterEndsWithAnInterrupt() throws Exception {
        open(Duration.ofSeconds(30));
        Started<Boolean> read = otherReadsInTheOuter();
        Started<Integer> insert = innerInsertWaits();
        owner.thread().interrupt();
        assertThrows(StatementCancelledException.class, insert::result);
        goOn.countDown();
        assertTrue(read.result());
    }

    @Test
    void twoThreadsThatUseEachOthersOuterBothWrite() throws Exception {
        open(Duration.ofSeconds(20));
        AtomicReference<Connection> ofOwner = new AtomicReference<>();
        AtomicReference<Connection> ofOther = new AtomicReference<>();
        Started<Integer> first = owner.starts("rounds", () -> nestedInserts(ofOwner, ofOther));
        Started<Integer> second = other.starts("rounds", () -> nestedInserts(ofOther, ofOwner));
        assertEquals(ROUNDS, first.result());
        assertEquals(ROUNDS, second.result());
        assertEquals(2 * ROUNDS, Sql.ask(source, COUNT));
    }

    /** Writes beside a transaction that has only read, while the other thread uses that transaction's connection. */
    private int nestedInserts(AtomicReference<Connection> own, AtomicReference<Connection> others) throws SQLException {
        int inserted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection transaction = source.getConnection()) {
                transaction.setAutoCommit(false);
                Sql.ask(transaction, COUNT);
                own.set(transaction);
                inserted += Sql.run(source, INSERT);
                use(others.get());
                transaction.commit();
            }
        }
        return inserted;
    }

    private static void use(Connection others) throws SQLException {
        try {
            for (int call = 0; others != null && call < CALLS; call++) {
                others.setReadOnly(others.isReadOnly());
            }
        } catch (SessionClosedException over) {
            assertTrue(others.isClosed());
        }
    }
}
