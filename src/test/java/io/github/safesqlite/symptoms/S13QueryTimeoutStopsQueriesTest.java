// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.sqlite.Function;

/**
 * The driver takes a query timeout for a busy timeout: it stops no query, and the 0 that frameworks set once meant "do not
 * wait for locks" (xerial/sqlite-jdbc#90, #91 and #47).
 */
@Timeout(180)
class S13QueryTimeoutStopsQueriesTest {
    private static final String ENDLESS =
            "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverRunsPastTheTimeout() throws SQLException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
        try (Connection plain = Sql.plain(file);
                Statement statement = plain.createStatement()) {
            Function.create(plain, "in_time", new Function() {
                @Override
                protected void xFunc() throws SQLException {
                    result(System.nanoTime() - end < 0 ? 1 : 0);
                }
            });
            statement.setQueryTimeout(1);
            statement
                    .executeQuery("WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE in_time())"
                            + " SELECT count(*) FROM c")
                    .close();
            assertTrue(System.nanoTime() - end >= 0, "it ran to its end");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void endlessQueryStops(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect();
                PreparedStatement endless = connection.prepareStatement(ENDLESS)) {
            endless.setQueryTimeout(1);
            long start = System.nanoTime();
            SQLTimeoutException timeout = assertThrows(SQLTimeoutException.class, endless::executeQuery);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

            assertTrue(millis >= 1000, () -> "after " + millis + " ms");
            // Half a second more, as the case says; a machine that is busy may take its time, but no query ends by
            // itself.
            assertTrue(millis < 20_000, () -> "after " + millis + " ms");
            assertTrue(timeout.getMessage().contains("setQueryTimeout"), timeout.getMessage());
            assertEquals(1, Sql.run(connection, "INSERT INTO t VALUES (1)"), "the connection is still good");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void timeoutOfZeroLeavesLockWaitsAlone(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Connection other = Sql.plain(file)) {
            for (int seconds : new int[] {0, 30}) {
                Sql.run(other, "BEGIN IMMEDIATE");
                CompletableFuture<Void> end = Sql.rollBackSoon(other);
                statement.setQueryTimeout(seconds);
                assertEquals(1, statement.executeUpdate("INSERT INTO t VALUES (1)"));
                end.join();
            }
        }
    }
}
