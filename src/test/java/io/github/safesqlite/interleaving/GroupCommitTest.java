// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.Bench.number;
import static io.github.safesqlite.interleaving.Bench.until;
import static io.github.safesqlite.interleaving.Bench.untilWaiting;
import static io.github.safesqlite.interleaving.Bench.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.interleaving.Actor.Started;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
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

    private final List<Integer> groups = new CopyOnWriteArrayList<>();
    private final AtomicInteger retries = new AtomicInteger();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private ConcurrencySafeSqliteDataSource source;
    private Connection blocker;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .pragma("foreign_keys", "on")
                .retryAttempts(100_000)
                .writeTimeout(Duration.ofSeconds(20))
                .listener(new SqliteListener() {
                    @Override
                    public void groupCommitted(int statements) {
                        groups.add(statements);
                    }

                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        retries.incrementAndGet();
                    }
                }));
        update(source, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
        update(
                source,
                "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE,"
                        + " p REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
        blocker = source.getConnection();
        blocker.setAutoCommit(false);
        update(blocker, "INSERT INTO t VALUES (0, 'blocker', NULL)");
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
        return queued(() -> update(source, "INSERT INTO t VALUES " + values));
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
        assertEquals(11, number(source, "SELECT count(*) FROM t"));
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
        assertEquals(12, number(source, "SELECT count(*) FROM t"));
    }

    @Test
    void writeThatRollsTheTransactionBackDoesNotHarmTheOthers() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> wrong = queued(() -> update(source, "INSERT OR ROLLBACK INTO t VALUES (20, 'b3', NULL)"));
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertEquals(19, assertThrows(SQLException.class, wrong::result).getErrorCode());
        assertEquals(1, last.result());
        assertEquals(12, number(source, "SELECT count(*) FROM t"));
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
        assertEquals(12, number(source, "SELECT count(*) FROM t"));
    }

    /** A parent that another session of the group inserts must not heal a violation that the statement has alone. */
    @Test
    void deferredForeignKeyIsJudgedAsIfTheWriteWereAlone() throws Exception {
        Started<Integer> orphan = queuedInsert("(20, 'orphan', 77)");
        Started<Integer> parent = queued(() -> update(source, "INSERT INTO parent VALUES (77)"));
        blocker.commit();
        assertEquals(1, parent.result());
        assertTrue(number(source, "SELECT count(*) FROM t WHERE p = 77") <= 1);
        try {
            assertEquals(1, orphan.result());
            assertEquals(1, number(source, "SELECT count(*) FROM t WHERE p = 77"));
        } catch (SQLException refused) {
            assertEquals(0, number(source, "SELECT count(*) FROM t WHERE p = 77"));
        }
    }

    @Test
    void generatedKeysAndCountsReachTheirOwnSessions() throws Exception {
        List<Started<Long>> keys = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            keys.add(queued(() -> insertedKey(number * 100)));
        }
        Started<Integer> many = queued(() -> update(source, "UPDATE t SET b = b || '!'"));
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

    @Test
    void cancelOfTheLeaderDoesNotReachTheOthers() throws Exception {
        Connection connection = source.getConnection();
        connections.add(connection);
        Statement statement = connection.createStatement();
        Started<SQLException> leader = queued(() -> assertThrows(
                SQLException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (100, 'leader', NULL)")));
        List<Started<Integer>> writes = tenInserts();
        try (Connection foreign = Bench.foreign(source)) {
            blocker.rollback();
            // The leader is now in its backoff before BEGIN, or was already refused.
            foreign.setAutoCommit(false);
            lockOrSee(foreign);
            statement.cancel();
            foreign.rollback();
        }
        assertWritten(writes);
        SQLException ended = leaderFailure(leader);
        if (ended != null) {
            assertEquals(StatementCancelledException.class, ended.getClass());
            assertEquals(0, number(source, "SELECT count(*) FROM t WHERE a = 100"));
        }
        assertEquals(10, number(source, "SELECT count(*) FROM t WHERE a BETWEEN 1 AND 10"));
    }

    private static SQLException leaderFailure(Started<SQLException> leader) throws Exception {
        try {
            return leader.result();
        } catch (AssertionError written) {
            return null;
        }
    }

    private static void lockOrSee(Connection foreign) throws SQLException {
        update(foreign, "UPDATE t SET b = b");
    }

    @Test
    void leaderThatIsCancelledWhileAForeignLockIsHeldLeavesTheJobsToTheNext() throws Exception {
        Connection connection = source.getConnection();
        connections.add(connection);
        Statement statement = connection.createStatement();
        Started<Integer> leader = queued(() -> statement.executeUpdate("INSERT INTO t VALUES (100, 'leader', NULL)"));
        List<Started<Integer>> writes = tenInserts();
        try (Connection foreign = Bench.foreign(source)) {
            foreign.setAutoCommit(false);
            Started<Integer> locked = lockAsSoonAsPossible(foreign);
            blocker.rollback();
            locked.result();
            if (leader.isDone()) {
                return; // The leader was faster than the foreign process; nothing to see.
            }
            int before = retries.get();
            until(() -> retries.get() > before || leader.isDone());
            statement.cancel();
            assertThrows(StatementCancelledException.class, leader::result);
            foreign.rollback();
        }
        assertWritten(writes);
        assertEquals(10, number(source, "SELECT count(*) FROM t"));
    }

    private Started<Integer> lockAsSoonAsPossible(Connection foreign) {
        Actor actor = new Actor("foreign");
        actors.add(actor);
        Started<Integer> locked = actor.starts("lock", () -> {
            while (true) {
                try {
                    return update(foreign, "DELETE FROM parent WHERE id = -1");
                } catch (SQLException busy) {
                    foreign.rollback();
                }
            }
        });
        return locked;
    }

    @Test
    void parameterThatFailsInTheLeadersThreadFailsItsOwnWriteOnly() throws Exception {
        List<Started<Integer>> writes = tenInserts();
        Started<Integer> wrong = queued(() -> {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (20, ?, NULL)")) {
                insert.setObject(1, new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("unspeakable");
                    }
                });
                return insert.executeUpdate();
            }
        });
        Started<Integer> last = queuedInsert("(23, 'y', NULL)");
        blocker.commit();
        assertWritten(writes);
        assertThrows(IllegalStateException.class, wrong::result);
        assertEquals(1, last.result());
        assertEquals(12, number(source, "SELECT count(*) FROM t"));
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
        assertEquals(11, number(source, "SELECT count(*) FROM t"));
    }
}
