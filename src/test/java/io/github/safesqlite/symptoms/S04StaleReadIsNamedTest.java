// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A store that only reads, with autocommit off, never commits. Its old snapshot makes its first write fail, and every
 * repetition of it too (vogler75/monster-mq#138).
 */
@Timeout(180)
class S04StaleReadIsNamedTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverFailsForGood() throws SQLException {
        try (Connection store = Sql.plain(file);
                Connection other = Sql.plain(file)) {
            store.setAutoCommit(false);
            readAsTheStoreDoes(store);
            Sql.run(other, "INSERT INTO t VALUES (1)");

            for (int attempt = 0; attempt < 3; attempt++) {
                assertThrows(SQLException.class, () -> Sql.run(store, "INSERT INTO t VALUES (2)"));
            }
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void deferredWriteNamesTheReadAndItsStack(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "beginMode=DEFERRED", "writeTimeout=30s");
                Connection store = database.transaction()) {
            readAsTheStoreDoes(store);
            Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (1)"));

            long start = System.nanoTime();
            for (int attempt = 0; attempt < 3; attempt++) {
                StaleSnapshotException stale =
                        assertThrows(StaleSnapshotException.class, () -> Sql.run(store, "INSERT INTO t VALUES (2)"));
                assertTrue(stale.getMessage().contains("SQLITE_BUSY_SNAPSHOT"), stale.getMessage());
                assertTrue(stale.getMessage().contains("INSERT INTO t"), stale.getMessage());
                assertTrue(namesTheRead(stale.firstRead()), "the stack leads to the read");
                Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (1)"));
            }
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(15), "no retry up to the time limit");

            store.rollback();
            Sql.run(store, "INSERT INTO t VALUES (2)");
            store.commit();
            assertEquals(5, database.rows());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void immediateTransactionWritesOnTheSnapshotThatItRead(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection store = database.transaction()) {
            assertEquals(0, readAsTheStoreDoes(store));
            Sql.run(store, "INSERT INTO t VALUES (1)");
            store.commit();

            Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (2)"));
            assertEquals(2, readAsTheStoreDoes(store), "each transaction reads anew");
            Sql.run(store, "INSERT INTO t VALUES (3)");
            store.commit();
            assertEquals(3, database.rows());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void readOnlyStoreIsInNobodysWay(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection store = database.connect()) {
            store.setReadOnly(true);
            store.setAutoCommit(false);
            assertEquals(0, readAsTheStoreDoes(store));
            Workers.elsewhere(() -> database.run("INSERT INTO t VALUES (1)"));

            assertEquals(0, readAsTheStoreDoes(store), "still the same snapshot");
            assertThrows(ReadOnlySessionException.class, () -> Sql.run(store, "INSERT INTO t VALUES (2)"));
            store.rollback();
            store.setReadOnly(false);
            Sql.run(store, "INSERT INTO t VALUES (2)");
            store.commit();
            assertEquals(2, database.rows());
        }
    }

    private static long readAsTheStoreDoes(Connection store) throws SQLException {
        return Sql.rows(store);
    }

    private static boolean namesTheRead(Throwable firstRead) {
        return Arrays.stream(firstRead.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("readAsTheStoreDoes"));
    }
}
