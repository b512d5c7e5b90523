// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.BusyHandler;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/** What {@code cancel} and {@code setNetworkTimeout} end on the driver, and what they end here. */
@Timeout(60)
class EndedCallsTest extends SideBySide {
    private static final String COUNT =
            "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE hook()) SELECT count(*) FROM c";
    private static final int BUSY = 5;
    private static final int INTERRUPT = 9;

    /** Something that happens while a query runs; true to let it go on. */
    @FunctionalInterface
    private interface Hook {
        boolean goesOn() throws SQLException;
    }

    private static void hook(Connection connection, Hook hook) throws SQLException {
        Function.create(connection.unwrap(SQLiteConnection.class), "hook", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(hook.goesOn() ? 1 : 0);
            }
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void networkTimeoutEndsTheCallAndTheConnection(WayIn way) throws SQLException {
        run(way, (connection, statement) -> {
            connection.setNetworkTimeout(Runnable::run, 200);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(way == WayIn.PLAIN_DRIVER ? 1 : 30);
            hook(connection, () -> System.nanoTime() - end < 0);
            if (way == WayIn.PLAIN_DRIVER) {
                statement.executeQuery(COUNT).close();
                assertTrue(System.nanoTime() - end >= 0, "it ran to its end");
                assertEquals(0, connection.getNetworkTimeout());
            } else {
                assertEquals(200, connection.getNetworkTimeout());
                assertThrows(SQLTimeoutException.class, () -> statement.executeQuery(COUNT));
            }
            assertEquals(way != WayIn.PLAIN_DRIVER, connection.isClosed());
            return "";
        });
    }

    /** Whoever finds the connection closed need not close it: what it held is free. HikariCP's own connection does not tell. */
    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void networkTimeoutRollsBackAndFreesTheWriteLock(WayIn way) throws Exception {
        String file = folder.resolve("app.db").toString();
        try (OpenDatabase database = way.open(file);
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Connection other = database.connect();
                Statement elsewhere = other.createStatement()) {
            statement.execute("CREATE TABLE p (id)");
            hook(connection, () -> true);
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO p VALUES (1)");
            connection.setNetworkTimeout(Runnable::run, 200);
            assertThrows(SQLTimeoutException.class, () -> statement.executeQuery(COUNT));
            assertTrue(connection.isClosed());
            SQLException used = assertThrows(SQLException.class, () -> connection.createStatement());
            assertTrue(used.getMessage().contains("setNetworkTimeout"), used.getMessage());
            assertEquals(1, elsewhere.executeUpdate("INSERT INTO p VALUES (2)"));
            assertEquals(" (Integer 2) end", rows(elsewhere.executeQuery("SELECT id FROM p")));
        }
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void cancelEndsItsOwnStatement(WayIn way) throws SQLException {
        run(way, (connection, statement) -> {
            hook(connection, () -> {
                statement.cancel();
                return true;
            });
            SQLException ended = assertThrows(SQLException.class, () -> statement.executeQuery(COUNT));
            assertEquals(INTERRUPT, ended.getErrorCode());
            assertEquals(way != WayIn.PLAIN_DRIVER, ended instanceof StatementCancelledException);
            assertEquals(" (Integer 1) end", rows(statement.executeQuery("SELECT 1")));
            return "";
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void cancelLeavesOtherStatementsAlone(WayIn way) throws SQLException {
        run(way, (connection, statement) -> {
            try (Statement idle = connection.createStatement()) {
                int[] calls = {0};
                hook(connection, () -> {
                    idle.cancel();
                    return ++calls[0] < 5_000;
                });
                if (way == WayIn.PLAIN_DRIVER) {
                    SQLException ended = assertThrows(SQLException.class, () -> statement.executeQuery(COUNT));
                    assertEquals(INTERRUPT, ended.getErrorCode());
                } else {
                    assertEquals(" (Integer 5000) end", rows(statement.executeQuery(COUNT)));
                }
            }
            return "";
        });
    }

    @ParameterizedTest
    @EnumSource(value = WayIn.class, names = "PLAIN_DRIVER")
    void onTheDriverCancelDoesNotEndTheWaitForALock(WayIn way) throws SQLException {
        try (Database database = new Databases(folder).create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
                Connection holder = begun(() -> database.plain().get(0));
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertTrue(!holder.isClosed());
            BusyHandler.setHandler(connection, new BusyHandler() {
                @Override
                protected int callback(int attempts) throws SQLException {
                    statement.cancel();
                    return attempts < 3 ? 1 : 0;
                }
            });
            SQLException ended = assertThrows(SQLException.class, () -> statement.executeUpdate("DELETE FROM p"));
            assertEquals(BUSY, ended.getErrorCode());
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void cancelEndsTheWaitForALock(WayIn way) throws Exception {
        String file = folder.resolve("app.db").toString();
        try (OpenDatabase database = way.open(file);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE p (id)");
            try (Connection holder = begun(() -> DriverManager.getConnection("jdbc:sqlite:" + file))) {
                assertTrue(!holder.isClosed());
                CompletableFuture<Integer> write = CompletableFuture.supplyAsync(() -> {
                    try {
                        return statement.executeUpdate("DELETE FROM p");
                    } catch (SQLException failure) {
                        throw new CompletionException(failure);
                    }
                });
                while (!write.isDone()) {
                    statement.cancel();
                    Thread.onSpinWait();
                }
                CompletionException ended = assertThrows(CompletionException.class, write::join);
                assertEquals(StatementCancelledException.class, ended.getCause().getClass());
            }
        }
    }

    /** How a connection of the driver is opened. */
    @FunctionalInterface
    private interface Opening {
        Connection open() throws SQLException;
    }

    /** Another connection, that has the write lock. */
    private static Connection begun(Opening opening) throws SQLException {
        Connection holder = opening.open();
        try (Statement begin = holder.createStatement()) {
            begin.execute("BEGIN IMMEDIATE");
        }
        return holder;
    }
}
