// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.until;
import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Autocommit writes that queue behind a transaction: the first of them leads the others. */
class GroupCommitTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final Pause pause = new Pause();
    private final List<Integer> groups = new CopyOnWriteArrayList<>();
    private final AtomicInteger statementsToPause = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private ConcurrencySafeSqliteDataSource source;
    private Connection blocker;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .pragma("foreign_keys", "on")
                .option("date_class", "TEXT")
                .retryAttempts(100_000)
                .writeTimeout(Duration.ofSeconds(60))
                .listener(new InlineListener() {
                    @Override
                    public void groupCommitted(int statements) {
                        groups.add(statements);
                    }

                    @Override
                    public void statementPrepared(boolean fromCache) {
                        if (statementsToPause.decrementAndGet() == 0) {
                            pause.here();
                        }
                    }

                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        retries.incrementAndGet();
                    }
                }));
        Sql.run(source, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
        Sql.run(
                source,
                "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE,"
                        + " p REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
        blocker = source.getConnection();
        blocker.setAutoCommit(false);
        Sql.run(blocker, "INSERT INTO t VALUES (0, 'blocker', NULL)");
    }

    @AfterEach
    void close() throws Exception {
        blocker.close();
        for (Actor actor : actors) {
            actor.close();
        }
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private <T> Started<T> queued(Callable<T> write) throws SQLException {
        int waiting = source.statistics().writeWaiters();
        Actor actor = new Actor("writer-" + actors.size());
        actors.add(actor);
        Started<T> started = actor.starts("write", write);
        untilWaiting(source, waiting + 1);
        return started;
    }

    private Started<Integer> queuedInsert(String values) throws SQLException {
        return queued(() -> Sql.run(source, "INSERT INTO t VALUES " + values));
    }

    private List<Started<Integer>> tenInserts() throws SQLException {
        List<Started<Integer>> writes = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            writes.add(queuedInsert("(" + i + ", 'b" + i + "', NULL)"));
        }
        return writes;
    }

    private static void assertWritten(List<Started<Integer>> writes) throws Exception {
        for (Started<Integer> write : writes) {
            assertEquals(1, write.result());
        }
    }

    @Test
    void queuedWritesShareATransaction() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        blocker.commit();
        assertWritten(writes);
        assertEquals(List.of(10), groups);
        assertEquals(11, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void violatedConstraintFailsItsOwnWriteOnly() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> wrong = queuedInsert("(20, 'b3', NULL)");
        Started<Integer> halfWrong = queuedInsert("(21, 'x', NULL), (22, 'b4', NULL)");
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertEquals(19, assertThrows(SQLException.class, wrong::result).getErrorCode());
        assertThrows(SQLException.class, halfWrong::result);
        assertEquals(1, last.result());
        assertEquals(List.of(13), groups);
        assertEquals(12, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void writeThatRollsTheTransactionBackDoesNotHarmTheOthers() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> wrong = queued(() -> Sql.run(source, "INSERT OR ROLLBACK INTO t VALUES (20, 'b3', NULL)"));
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertEquals(19, assertThrows(SQLException.class, wrong::result).getErrorCode());
        assertEquals(1, last.result());
        assertEquals(12, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void deferredForeignKeyThatDoesNotHoldFailsItsOwnWriteOnly() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> orphan = queuedInsert("(20, 'orphan', 77)");
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertEquals(19, assertThrows(SQLException.class, orphan::result).getErrorCode());
        assertEquals(1, last.result());
        assertEquals(12, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    /** A parent that another session of the group inserts must not heal a violation that the statement has alone. */
    @Test
    void deferredForeignKeyIsJudgedAsIfTheWriteWereAlone() throws Exception {
        Started<Integer> orphan = queuedInsert("(20, 'orphan', 77)");
        Started<Integer> parent = queued(() -> Sql.run(source, "INSERT INTO parent VALUES (77)"));
        blocker.commit();
        assertEquals(1, parent.result());
        assertTrue(Sql.ask(source, "SELECT count(*) FROM t WHERE p = 77") <= 1);
        try {
            assertEquals(1, orphan.result());
            assertEquals(1, Sql.ask(source, "SELECT count(*) FROM t WHERE p = 77"));
        } catch (SQLException refused) {
            assertEquals(0, Sql.ask(source, "SELECT count(*) FROM t WHERE p = 77"));
        }
    }

    @Test
    void generatedKeysAndCountsReachTheirOwnSessions() throws Exception {
        List<Started<Long>> keys = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            keys.add(queued(() -> insertedKey(number * 100)));
        }
        Started<Integer> many = queued(() -> Sql.run(source, "UPDATE t SET b = b || '!'"));
        blocker.commit();
        for (int i = 1; i <= 5; i++) {
            assertEquals(i * 100, keys.get(i - 1).result());
        }
        assertEquals(6, many.result());
    }

    private long insertedKey(int id) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO t VALUES (?, ?, NULL)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setInt(1, id);
            insert.setString(2, "key" + id);
            insert.executeUpdate();
            try (var keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    /** Holds the gate without SQLite's lock, which another process can then take. */
    private Hold holdGateOnly() throws SQLException {
        blocker.rollback();
        Entrant entrant = new Entrant(0, "test", Thread.currentThread(), null, null);
        SharedFile shared =
                SharedFiles.acquire(FileKey.of(source.config().path().orElseThrow()));
        try {
            return shared.gate().enter(entrant, Deadline.after(Ticker.system(), Duration.ofSeconds(60)));
        } finally {
            SharedFiles.release(shared);
        }
    }

    @Test
    void leaderThatIsCancelledInItsBackoffLeavesTheJobsToTheNext() throws Exception {
        Hold hold = holdGateOnly();
        Connection connection = source.getConnection();
        connections.add(connection);
        Statement statement = connection.createStatement();
        Started<Integer> leader = queued(() -> statement.executeUpdate("INSERT INTO t VALUES (100, 'leader', NULL)"));
        List<Started<Integer>> writes = tenInserts();
        try (Connection foreign = Sql.foreign(source)) {
            foreign.setAutoCommit(false);
            Sql.run(foreign, "DELETE FROM parent");
            hold.exit();
            until(() -> retries.get() > 3);
            statement.cancel();
            assertThrows(StatementCancelledException.class, leader::result);
            foreign.rollback();
        }
        assertWritten(writes);
        assertEquals(10, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void cancelOfTheLeaderDoesNotReachTheJobThatItDoesForAnother() throws Exception {
        Connection connection = source.getConnection();
        connections.add(connection);
        Statement statement = connection.createStatement();
        Started<Integer> leader = queued(() -> statement.executeUpdate("INSERT INTO t VALUES (100, 'leader', NULL)"));
        Started<Integer> slow = queuedInsert("(50, 'slow', NULL)");
        List<Started<Integer>> writes = tenInserts();
        // Before the second one of the group.
        statementsToPause.set(2);
        blocker.rollback();
        pause.untilReached();
        statement.cancel();
        pause.goOn();
        assertEquals(1, slow.result());
        assertWritten(writes);
        assertEquals(List.of(12), groups);
        assertEquals(1, leader.result(), "its own statement was done before the cancel");
        assertEquals(12, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void parameterThatFailsInTheLeadersThreadFailsItsOwnWriteOnly() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> wrong = queued(() -> {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (20, ?, NULL)")) {
                // As text that is no date, which shows when it is written.
                insert.setTimestamp(1, new Timestamp(Long.MAX_VALUE));
                return insert.executeUpdate();
            }
        });
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertThrows(SQLException.class, wrong::result);
        assertEquals(1, last.result());
        assertEquals(12, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void batchInAGroupIsAllOrNothing() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> batch = queued(() -> {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, NULL)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setInt(1, 50 + i);
                    insert.setString(2, i == 2 ? "b1" : "batch" + i);
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
        blocker.commit();
        assertWritten(writes);
        assertThrows(SQLException.class, batch::result);
        assertEquals(11, Sql.ask(source, "SELECT count(*) FROM t"));
    }
}
