// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * "Timeouts appear after 30 s though the busy timeout is 60 s": nothing says which of the waits in a row ran out
 * (gotson/komga#1261; tari-project/tari#7492 adds ten seconds to one of them to tell them apart).
 */
@Timeout(180)
class S14TimeoutsNameTheirWaitTest {
    private static final Pattern MILLIS = Pattern.compile("(?:within|in) (\\d+) ms");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverSaysOnlyThatItIsLocked() throws SQLException {
        try (Connection other = Sql.plain(file);
                Connection plain = Sql.plain(file)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            SQLException busy = assertThrows(SQLException.class, () -> Sql.run(plain, "INSERT INTO t VALUES (1)"));
            assertFalse(busy.getMessage().contains("50"), busy.getMessage());
            assertFalse(busy.getMessage().contains("busy_timeout"), busy.getMessage());
        }
    }

    @Test
    void waitForAConnection() throws Exception {
        try (OpenDatabase database =
                        WayIn.OWN_POOL.open(file, "maximumPoolSize=1", "minimumIdle=0", "connectionTimeout=300ms");
                Connection holder = database.connect();
                Statement reading = holder.createStatement();
                ResultSet open = reading.executeQuery("SELECT 1 UNION SELECT 2")) {
            open.next();
            ConnectionTimeoutException timeout = expires(ConnectionTimeoutException.class, 300, database::rows);
            assertNames(timeout, "no connection within", "(connectionTimeout)", "active=1", "maximumPoolSize");
            assertNames(timeout, "\"" + Thread.currentThread().getName() + "\"");
            assertEquals(1, timeout.holders().size());
        }
    }

    /** The wait for a connection of a pool around the library is that pool's, and so is its message. */
    @Test
    void waitForAConnectionOfAWrappedPool() throws Exception {
        try (HikariDataSource hikari = WayIn.hikari("jdbc:safesqlite:" + file)) {
            hikari.setPoolName("outer");
            hikari.setMaximumPoolSize(1);
            hikari.setConnectionTimeout(300);
            try (Connection holder = hikari.getConnection()) {
                assertEquals(0, Sql.rows(holder));
                SQLException timeout = assertThrows(SQLException.class, hikari::getConnection);
                assertNames(timeout, "outer", "Connection is not available");
            }
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void waitForTheWriteGate(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=300ms");
                Connection holder = database.transaction()) {
            Sql.run(holder, "INSERT INTO t VALUES (1)");
            WriteGateTimeoutException timeout = expires(
                    WriteGateTimeoutException.class,
                    300,
                    () -> Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (2)")));
            assertNames(timeout, "write gate not entered within", "(writeTimeout)", "raise writeTimeout");
            assertNames(timeout, "\"" + Thread.currentThread().getName() + "\"", "INSERT INTO t VALUES");
            assertTrue(
                    Arrays.stream(timeout.getSuppressed())
                            .flatMap(stack -> Arrays.stream(stack.getStackTrace()))
                            .anyMatch(frame -> frame.getMethodName().equals("waitForTheWriteGate")),
                    "where the holder is now");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void waitForSqlite(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=300ms");
                Connection transaction = database.transaction();
                Connection other = Sql.plain(file)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            for (Executable write : new Executable[] {
                () -> database.run("INSERT INTO t VALUES (1)"), () -> Sql.run(transaction, "INSERT INTO t VALUES (1)")
            }) {
                BusyException busy = expires(BusyException.class, 300, write);
                assertNames(busy, "still busy after", "attempts", "(writeTimeout=300 ms)", "lock");
                assertFalse(busy.getMessage().contains("nother process"), busy.getMessage());
                assertTrue(busy.getCause() instanceof SQLException, "the driver's exception is the cause");
            }
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void waitForSqliteByAttempts(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "retryAttempts=5", "retryMaximumDelay=1ms");
                Connection other = Sql.plain(file)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            BusyException busy = assertThrows(BusyException.class, () -> database.run("INSERT INTO t VALUES (1)"));
            assertNames(busy, "still busy after 5 attempts in", "(retryAttempts=5)", "raise retryAttempts");
        }
    }

    /** The gate and SQLite share one time limit: a wait for one and then the other is no longer. All ways wait at once. */
    @Test
    void waitsForTheGateAndForSqliteDoNotAddUp() throws Exception {
        WayIn[] ways = {WayIn.OWN_POOL, WayIn.AROUND_HIKARI, WayIn.URL_IN_HIKARI};
        Workers.together(ways.length, worker -> {
            waitForTheGateAndThenForSqlite(ways[worker]);
            return worker;
        });
    }

    private void waitForTheGateAndThenForSqlite(WayIn wayIn) throws Exception {
        Path own = folder.resolve(wayIn + ".db");
        Sql.create(own, "WAL");
        SharedFile shared = SharedFiles.acquire(FileKey.of(own));
        try (OpenDatabase database = wayIn.open(own, "writeTimeout=5s");
                Connection transaction = database.transaction();
                Connection other = Sql.plain(own)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            Entrant entrant = new Entrant(0, "test", new Thread("in the gate"), null, null);
            Hold hold = shared.gate().enter(entrant, Deadline.never());
            CompletableFuture<Void> exit = Sql.after(Duration.ofMillis(2500), hold::exit);
            long start = System.nanoTime();
            BusyException busy =
                    assertThrows(BusyException.class, () -> Sql.run(transaction, "INSERT INTO t VALUES (2)"));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(took < 7500, () -> took + " ms: " + busy.getMessage());
            assertTrue(statedMillis(busy) >= 5000, busy.getMessage());
            exit.join();
        } finally {
            SharedFiles.release(shared);
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void queryTimeout(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection holder = database.transaction();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            // As a limit of a query, and as a limit of a wait for the gate.
            String endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
            assertNames(
                    expires(SQLTimeoutException.class, 1000, () -> statement.executeQuery(endless)),
                    "did not finish within 1000 ms (setQueryTimeout)",
                    "WITH RECURSIVE");
            Sql.run(holder, "INSERT INTO t VALUES (1)");
            assertNames(
                    expires(
                            SQLTimeoutException.class,
                            1000,
                            () -> Workers.elsewhere(() -> statement.executeUpdate("INSERT INTO t VALUES (2)"))),
                    "did not finish within 1000 ms (setQueryTimeout)",
                    "INSERT INTO t");
        }
    }

    /** Runs what must time out, and compares the time that the message states with the clock. */
    private static <T extends SQLException> T expires(Class<T> type, long limitMillis, Executable waiting) {
        long start = System.nanoTime();
        T timeout = assertThrows(type, waiting);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        long millis = statedMillis(timeout);
        // The limit runs from the call, which waits a moment later.
        assertTrue(millis >= limitMillis * 9 / 10 && millis <= took, () -> took + " ms: " + timeout.getMessage());
        return timeout;
    }

    private static long statedMillis(SQLException timeout) {
        Matcher stated = MILLIS.matcher(timeout.getMessage());
        assertTrue(stated.find(), timeout.getMessage());
        return Long.parseLong(stated.group(1));
    }

    private static void assertNames(SQLException failure, String... parts) {
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), () -> part + " in: " + failure.getMessage());
        }
    }
}
