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
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to end a call from outside, in each place in which a call can be. */
class EndedWaitsTest {
    /** Where the call is when it is ended. */
    enum Place {
        GATE,
        GATE_IN_TRANSACTION,
        POOL,
        BACKOFF,
        READING,
        WRITING,
        STEPPING
    }

    /** How it is ended. */
    enum End {
        CANCEL,
        QUERY_TIMEOUT,
        INTERRUPT,
        ABORT,
        CLOSE
    }

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) SELECT count(*) FROM n";
    private static final String LATE =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) SELECT i FROM n WHERE i = 1 OR i = -1";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final Actor holder = new Actor("holder");
    private final Actor caller = new Actor("caller");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger retries = new AtomicInteger();
    private final Pause pause = new Pause();
    private ConcurrencySafeSqliteDataSource source;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .maximumPoolSize(2)
                .minimumIdle(0)
                .retryAttempts(100_000)
                .slowWriteThresholdOff()
                .connectionCustomizer(pause::addTo)
                .connectionTimeout(Duration.ofSeconds(60))
                .writeTimeout(Duration.ofSeconds(60))
                .listener(new InlineListener() {
                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        retries.incrementAndGet();
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
        connection = source.getConnection();
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        caller.close();
        holder.close();
        connection.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GATE, CANCEL",
        "GATE, QUERY_TIMEOUT",
        "GATE, INTERRUPT",
        "GATE, ABORT",
        "GATE_IN_TRANSACTION, CANCEL",
        "GATE_IN_TRANSACTION, QUERY_TIMEOUT",
        "GATE_IN_TRANSACTION, INTERRUPT",
        "GATE_IN_TRANSACTION, ABORT",
        "POOL, CANCEL",
        "POOL, QUERY_TIMEOUT",
        "POOL, INTERRUPT",
        "POOL, ABORT",
        "BACKOFF, CANCEL",
        "BACKOFF, QUERY_TIMEOUT",
        "BACKOFF, INTERRUPT",
        "BACKOFF, ABORT",
        "READING, CANCEL",
        "READING, QUERY_TIMEOUT",
        "READING, ABORT",
        "WRITING, CANCEL",
        "WRITING, QUERY_TIMEOUT",
        "WRITING, ABORT",
        "STEPPING, CANCEL",
        "STEPPING, QUERY_TIMEOUT",
        "STEPPING, ABORT"
    })
    void callEndsAtOnceAndLeavesNothingBehind(Place place, End end) throws Exception {
        if (end == End.QUERY_TIMEOUT) {
            statement.setQueryTimeout(1);
        }
        Started<SQLException> call = begin(place);
        end(end);
        SQLException failure = call.result();
        assertEquals(expected(end), failure.getClass(), failure::toString);
        freeTheWay();
        assertEquals(0, Sql.ask(source, "SELECT count(*) FROM t WHERE b = 'caller'"));
        if (end == End.ABORT) {
            assertTrue(connection.isClosed());
            assertThrows(SQLException.class, () -> connection.createStatement());
        } else {
            assertFalse(connection.isClosed());
            connection.setAutoCommit(false);
            connection.rollback();
            connection.setAutoCommit(true);
            assertEquals(1, Sql.run(connection, "INSERT INTO t(b) VALUES ('later')"));
        }
        Sql.run(source, "INSERT INTO t(b) VALUES ('other')");
    }

    @ParameterizedTest
    @CsvSource({"GATE", "GATE_IN_TRANSACTION", "POOL", "BACKOFF"})
    void closeFromAnotherThreadComesAfterTheCallThatIsUnderWay(Place place) throws Exception {
        Started<SQLException> call = begin(place);
        try (Actor closer = new Actor("closer")) {
            Started<Boolean> close = closer.starts("close", () -> {
                connection.close();
                return true;
            });
            freeTheWay();
            close.result();
        }
        call.result();
        assertTrue(connection.isClosed());
        InvariantExtension.assertUnused(source);
        Sql.run(source, "INSERT INTO t(b) VALUES ('other')");
    }

    private Started<SQLException> begin(Place place) throws Exception {
        String insert = "INSERT INTO t(b) VALUES ('caller')";
        switch (place) {
            case GATE -> {
                holdGate();
                return there(
                        call(() -> statement.executeUpdate(insert)),
                        () -> source.statistics().writeWaiters() == 1);
            }
            case GATE_IN_TRANSACTION -> {
                holdGate();
                connection.setAutoCommit(false);
                return there(
                        call(() -> statement.executeUpdate(insert)),
                        () -> source.statistics().writeWaiters() == 1);
            }
            case POOL -> {
                holdConnections();
                return there(
                        call(() -> statement.executeQuery("SELECT 1")),
                        () -> source.statistics().pending() == 1);
            }
            case BACKOFF -> {
                Connection foreign = Sql.foreign(source);
                opened.add(foreign);
                foreign.setAutoCommit(false);
                Sql.run(foreign, "INSERT INTO t(b) VALUES ('foreign')");
                return there(call(() -> statement.executeUpdate(insert)), () -> retries.get() > 3);
            }
            case READING -> {
                return running(call(() -> statement.executeQuery(ENDLESS)));
            }
            case WRITING -> {
                return running(call(() -> statement.executeUpdate("INSERT INTO t(b) " + ENDLESS)));
            }
            default -> {
                ResultSet rows = statement.executeQuery(LATE);
                assertTrue(rows.next());
                return running(call(rows::next));
            }
        }
    }

    private Started<SQLException> call(Actor.Step step) {
        return caller.starts("call", () -> {
            try {
                step.run();
                return null;
            } catch (SQLException failure) {
                return failure;
            }
        });
    }

    /** Waits until the caller is inside SQLite. */
    private Started<SQLException> running(Started<SQLException> call) {
        // What is not prepared is compiled first, which takes microseconds; SQLite forgets an interrupt that comes
        // then.
        return there(call, new Looks(20, () -> Waiting.isInSqlite(caller.thread())));
    }

    /** Whether it is so at that many looks. */
    private static final class Looks implements Callable<Boolean> {
        private final int wanted;
        private final Callable<Boolean> look;
        private int seen;

        Looks(int wanted, Callable<Boolean> look) {
            this.wanted = wanted;
            this.look = look;
        }

        @Override
        public Boolean call() throws Exception {
            seen += look.call() ? 1 : 0;
            return seen >= wanted;
        }
    }

    /** Waits until the caller is where it is to be ended, or was ended by its timeout before this thread could see it there. */
    private static Started<SQLException> there(Started<SQLException> call, Callable<Boolean> isThere) {
        until(() -> isThere.call() || call.isDone());
        return call;
    }

    private void holdGate() throws Exception {
        Connection other = source.getConnection();
        opened.add(other);
        holder.does("write", () -> {
            other.setAutoCommit(false);
            Sql.run(other, "INSERT INTO t(b) VALUES ('holder')");
        });
    }

    private void holdConnections() throws Exception {
        for (int i = 0; i < 3; i++) {
            Connection other = source.getConnection();
            if (source.statistics().active() == source.statistics().maximum()) {
                other.close();
                break;
            }
            opened.add(other);
            other.setReadOnly(true);
            other.setAutoCommit(false);
            Sql.ask(other, "SELECT count(*) FROM t");
        }
    }

    private void end(End end) throws Exception {
        switch (end) {
            case CANCEL -> statement.cancel();
            case INTERRUPT -> caller.thread().interrupt();
            case ABORT -> connection.abort(Runnable::run);
            case QUERY_TIMEOUT, CLOSE -> {}
        }
    }

    private static Class<?> expected(End end) {
        return switch (end) {
            case QUERY_TIMEOUT -> SQLTimeoutException.class;
            case ABORT -> SessionClosedException.class;
            default -> StatementCancelledException.class;
        };
    }

    private void freeTheWay() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        opened.clear();
    }

    @Test
    void interruptFlagIsKept() throws Exception {
        holdGate();
        Started<Boolean> call = caller.starts("insert", () -> {
            assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t(b) VALUES ('caller')"));
            return Thread.currentThread().isInterrupted();
        });
        untilWaiting(source, 1);
        caller.thread().interrupt();
        assertTrue(call.result());
    }

    @Test
    void cancelOfAWaitingStatementDoesNotReachWhoWritesOnTheConnectionThatItUsedBefore() throws Exception {
        // The first statements of the text run on the hot connection; the next one waits at the gate for the holder,
        // which has that connection then. Some go before the holder while it wakes up, but not all.
        Connection other = source.getConnection();
        opened.add(other);
        Connection blocker = source.getConnection();
        opened.add(blocker);
        blocker.setAutoCommit(false);
        Sql.run(blocker, "INSERT INTO t(b) VALUES ('blocker')");
        String insert = "INSERT INTO t(b) VALUES ('caller') RETURNING a;";
        Started<SQLException> call = call(() -> statement.execute(insert.repeat(200)));
        untilWaiting(source, 1);
        Started<Integer> longWrite = holder.starts("write", () -> {
            other.setAutoCommit(false);
            return Sql.run(
                    other,
                    "INSERT INTO t(b) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3)"
                            + " SELECT pause() FROM n");
        });
        untilWaiting(source, 2);
        blocker.rollback();
        pause.untilReached();
        untilWaiting(source, 1);
        long written = Sql.ask(source, "SELECT count(*) FROM t");
        statement.cancel();
        assertEquals(StatementCancelledException.class, call.result().getClass());
        pause.goOn();
        assertEquals(3, longWrite.result());
        holder.does("commit", other::commit);
        assertEquals(written + 3, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    /** SQLite ends what starts after an interrupt too, until no statement is running: a half-read result set is one. */
    @Test
    void transactionIsOverAfterRollbackEvenIfAResultSetIsHalfReadWhenItsSessionIsCancelled() throws Exception {
        connection.setAutoCommit(false);
        Sql.run(connection, "INSERT INTO t(b) VALUES ('caller')");
        Statement other = connection.createStatement();
        ResultSet halfRead = other.executeQuery("SELECT 1 UNION ALL SELECT 2");
        assertTrue(halfRead.next());
        Started<SQLException> query = running(call(() -> statement.executeQuery(ENDLESS)));
        statement.cancel();
        assertEquals(StatementCancelledException.class, query.result().getClass());

        connection.rollback();
        holder.does("write", () -> Sql.run(source, "INSERT INTO t(b) VALUES ('other')"));
        assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM t"));
        connection.rollback();
    }
}
