// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two sessions side by side, step by step. */
class ReadersAndWritersTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final Actor first = new Actor("first");
    private final Actor second = new Actor("second");
    private ConcurrencySafeSqliteDataSource source;
    private Connection a;
    private Connection b;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).writeTimeout(Duration.ofSeconds(60)));
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
        a = source.getConnection();
        b = source.getConnection();
    }

    @AfterEach
    void close() throws Exception {
        first.close();
        second.close();
        a.close();
        b.close();
    }

    @Test
    void readerBesideAnOpenWriterSeesTheStateBefore() throws Exception {
        first.does("begin and insert", () -> {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
        });
        second.does("read", () -> assertEquals(0, Sql.ask(b, "SELECT count(*) FROM t")));
        first.does("commit", a::commit);
        second.does("read", () -> assertEquals(1, Sql.ask(b, "SELECT count(*) FROM t")));
    }

    @Test
    void readTransactionKeepsItsSnapshotWhileAnotherCommits() throws Exception {
        second.does("read", () -> {
            b.setReadOnly(true);
            b.setAutoCommit(false);
            assertEquals(0, Sql.ask(b, "SELECT count(*) FROM t"));
        });
        first.does("insert", () -> Sql.run(a, "INSERT INTO t VALUES (1, 'x')"));
        second.does("read", () -> assertEquals(0, Sql.ask(b, "SELECT count(*) FROM t")));
        second.does("commit and read", () -> {
            b.commit();
            assertEquals(1, Sql.ask(b, "SELECT count(*) FROM t"));
        });
    }

    @Test
    void secondWriterWaitsUntilTheFirstCommitsAndThenWritesAtOnce() throws Exception {
        first.does("begin and insert", () -> {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
        });
        Started<Integer> insert = second.starts("insert", () -> Sql.run(b, "INSERT INTO t VALUES (2, 'y')"));
        untilWaiting(source, 1);
        assertFalse(insert.isDone());
        first.does("commit, without setAutoCommit(true) or close()", a::commit);
        assertEquals(1, insert.result());
        first.does("read", () -> assertEquals(2, Sql.ask(a, "SELECT count(*) FROM t")));
        first.does("roll back", a::rollback);
    }

    @Test
    void plainDriverFailsTheSameSchedule() throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("app.db") + "?transaction_mode=IMMEDIATE&busy_timeout=50";
        try (Connection one = DriverManager.getConnection(url);
                Connection two = DriverManager.getConnection(url)) {
            one.setAutoCommit(false);
            Sql.run(one, "INSERT INTO t VALUES (1, 'x')");
            one.commit();
            SQLException busy = assertThrows(SQLException.class, () -> Sql.run(two, "INSERT INTO t VALUES (2, 'y')"));
            assertEquals(5, busy.getErrorCode());
        }
    }

    @Test
    void secondWriterGoesOnAfterARollback() throws Exception {
        first.does("begin and insert", () -> {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
        });
        Started<Integer> insert = second.starts("insert", () -> Sql.run(b, "INSERT INTO t VALUES (1, 'y')"));
        untilWaiting(source, 1);
        first.does("roll back", a::rollback);
        assertEquals(1, insert.result());
        assertEquals(1, Sql.ask(source, "SELECT count(*) FROM t WHERE b = 'y'"));
    }

    @Test
    void secondWriterGoesOnAfterTheFirstIsClosed() throws Exception {
        first.does("begin and insert", () -> {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
        });
        Started<Integer> insert = second.starts("insert", () -> Sql.run(b, "INSERT INTO t VALUES (1, 'y')"));
        untilWaiting(source, 1);
        first.does("close", a::close);
        assertEquals(1, insert.result());
        assertEquals(1, Sql.ask(source, "SELECT count(*) FROM t WHERE b = 'y'"));
    }

    @Test
    void timeoutAtTheGateNamesTheHolderAndTheWaiterIsNeverLetIn() throws Exception {
        invariants.expectLog("did not enter the write gate");
        try (ConcurrencySafeSqliteDataSource hasty =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                        .poolName("hasty")
                        .writeTimeout(Duration.ofMillis(100))
                        .build())) {
            first.does("begin and insert", () -> {
                a.setAutoCommit(false);
                Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
            });
            WriteGateTimeoutException timeout = second.gets(
                    "insert",
                    () -> assertThrows(
                            WriteGateTimeoutException.class, () -> Sql.run(hasty, "INSERT INTO t VALUES (2, 'y')")));
            String message = timeout.getMessage();
            assertTrue(message.startsWith("hasty: "), message);
            assertTrue(message.contains("writeTimeout"), message);
            assertTrue(message.contains("\"first\""), message);
            assertTrue(message.contains("INSERT INTO t"), message);
            assertEquals("40001", timeout.getSQLState());
            first.does("commit", a::commit);
            assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
            second.does("insert again", () -> Sql.run(hasty, "INSERT INTO t VALUES (3, 'z')"));
            first.does("insert", () -> {
                Sql.run(a, "INSERT INTO t VALUES (4, 'x')");
                a.commit();
            });
            InvariantExtension.assertUnused(hasty);
            assertEquals(3, Sql.ask(source, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void writersEnterInOrderOfArrival() throws Exception {
        first.does("begin and insert", () -> {
            a.setAutoCommit(false);
            Sql.run(a, "INSERT INTO t VALUES (1, 'x')");
        });
        try (Actor third = new Actor("third");
                Connection c = source.getConnection()) {
            Started<Boolean> early = second.starts("begin and insert", () -> transaction(b));
            untilWaiting(source, 1);
            Started<Boolean> late = third.starts("begin and insert", () -> transaction(c));
            untilWaiting(source, 2);
            first.does("commit", a::commit);
            early.result();
            assertFalse(late.isDone());
            second.does("commit", b::commit);
            late.result();
            third.does("commit", c::commit);
        }
        assertEquals(1 + 2 + 3, Sql.ask(source, "SELECT sum(a) FROM t"));
    }

    private static boolean transaction(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Sql.run(connection, "INSERT INTO t SELECT max(a) + 1, 'x' FROM t");
        return true;
    }

    @Test
    void halfReadResultSetStopsNobody() throws Exception {
        Sql.run(source, "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')");
        try (var statement = a.createStatement();
                var rows = statement.executeQuery("SELECT a FROM t ORDER BY a")) {
            assertTrue(rows.next());
            second.does("write and read", () -> {
                Sql.run(b, "DELETE FROM t WHERE a > 1");
                assertEquals(1, Sql.ask(b, "SELECT count(*) FROM t"));
            });
            assertEquals(1, Sql.run(a, "INSERT INTO t VALUES (4, 'own')"), "writes beside its own result set");
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1), "the snapshot of the result set");
            assertNotNull(rows.getStatement());
        }
    }
}
