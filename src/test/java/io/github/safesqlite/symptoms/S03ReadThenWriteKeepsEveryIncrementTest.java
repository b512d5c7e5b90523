// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Transactions that read a row and then update it, as object mappers do, fail at once with SQLITE_BUSY_SNAPSHOT, whatever
 * the busy timeout is (AsyncTI4/TI4_map_generator_bot#5426, vogler75/monster-mq#138, pocketbase/pocketbase#6545).
 */
class S03ReadThenWriteKeepsEveryIncrementTest {
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "INSERT INTO t VALUES (0)");
        }
    }

    @Test
    void plainDriverFailsAtOnce() throws SQLException {
        try (Connection a = Sql.plain(file);
                Connection b = Sql.plain(file)) {
            a.setAutoCommit(false);
            Sql.ask(a, "SELECT n FROM t");
            Sql.run(b, "UPDATE t SET n = n + 1");

            SQLiteException stale = assertThrows(SQLiteException.class, () -> Sql.run(a, "UPDATE t SET n = n + 1"));
            assertEquals(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT, stale.getResultCode());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void immediateTransactionsNeverFail(WayIn wayIn) throws Exception {
        increments(wayIn, "IMMEDIATE", 1_000);
    }

    @ParameterizedTest
    @Through.EachPool
    void deferredTransactionsFailWithTheTypedExceptionOnly(WayIn wayIn) throws Exception {
        increments(wayIn, "DEFERRED", 1_000);
    }

    /** A transaction that SQL begins is one like any other. */
    @ParameterizedTest
    @CsvSource({"BEGIN, COMMIT", "BEGIN TRANSACTION, END", "SAVEPOINT s, RELEASE s"})
    void transactionsInSqlNeverFail(String begin, String end) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "beginMode=IMMEDIATE")) {
            List<Long> done = Workers.untilDone(4, 400, worker -> {
                try (Connection connection = database.connect()) {
                    Sql.execute(connection, begin);
                    long read = Sql.ask(connection, "SELECT n FROM t");
                    Sql.run(connection, "UPDATE t SET n = " + (read + 1));
                    Sql.execute(connection, end);
                }
                return worker;
            });
            assertEquals(Workers.sum(done), database.ask("SELECT n FROM t"));
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @Through.EachPool
    void manyOfEach(WayIn wayIn) throws Exception {
        increments(wayIn, "IMMEDIATE", 20_000);
        increments(wayIn, "DEFERRED", 20_000);
    }

    private void increments(WayIn wayIn, String beginMode, int times) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "beginMode=" + beginMode)) {
            long before = database.ask("SELECT n FROM t");
            List<Long> done = Workers.untilDone(THREADS, times, worker -> {
                if (beginMode.equals("IMMEDIATE")) {
                    increment(database);
                } else {
                    incrementUntilItIsKept(database);
                }
                return worker;
            });

            assertEquals(before + Workers.sum(done), database.ask("SELECT n FROM t"));
            assertTrue(done.stream().allMatch(count -> count > 0), () -> "some thread did nothing: " + done);
        }
    }

    /** A caller has to run a stale transaction again; every other failure ends the test. */
    private static void incrementUntilItIsKept(OpenDatabase database) throws SQLException {
        boolean kept = false;
        while (!kept) {
            try {
                increment(database);
                kept = true;
            } catch (StaleSnapshotException again) {
                assertEquals(Sql.BUSY, again.getErrorCode());
            }
        }
    }

    private static void increment(OpenDatabase database) throws SQLException {
        try (Connection connection = database.transaction()) {
            long read = Sql.ask(connection, "SELECT n FROM t");
            Sql.run(connection, "UPDATE t SET n = " + (read + 1));
            connection.commit();
        }
    }
}
