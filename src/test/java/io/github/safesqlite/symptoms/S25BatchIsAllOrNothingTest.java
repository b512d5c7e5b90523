// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A batch in autocommit that fails half-way, for a constraint or because somebody else is writing, leaves its first rows
 * behind, and who runs it again has them twice (Zrips/Jobs#1244, MobHunting#650; the partial rows are seen below).
 */
@Timeout(300)
class S25BatchIsAllOrNothingTest {
    private static final int SIZE = 20;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE UNIQUE INDEX i ON t (n)");
        }
    }

    @Test
    void plainDriverLeavesTheFirstRows() throws SQLException {
        try (Connection plain = Sql.plain(file)) {
            assertThrows(SQLException.class, () -> insert(plain, 1, 2, 3, 1));
            assertEquals(3, Sql.rows(plain));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void failedBatchLeavesNothing(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect()) {
            // Also on a connection that has been used before, and on one with an open result set.
            assertFailsAsAWhole(connection);
            try (Statement reading = connection.createStatement();
                    var open = reading.executeQuery("SELECT 1 UNION SELECT 2")) {
                open.next();
                assertFailsAsAWhole(connection);
            }
            assertArrayEquals(new int[] {1, 1, 1}, insert(connection, 1, 2, 3));
            assertEquals(3, Sql.rows(connection));
        }
    }

    private static void assertFailsAsAWhole(Connection connection) throws SQLException {
        BatchUpdateException failure = assertThrows(BatchUpdateException.class, () -> insert(connection, 1, 2, 3, 1));
        assertTrue(
                Arrays.stream(failure.getUpdateCounts()).allMatch(count -> count == Statement.EXECUTE_FAILED),
                () -> Arrays.toString(failure.getUpdateCounts()));
        assertEquals(0, Sql.rows(connection));
        assertTrue(connection.getAutoCommit());

        assertThrows(BatchUpdateException.class, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.addBatch("INSERT INTO t VALUES (1)");
                statement.addBatch("UPDATE t SET n = 2");
                statement.addBatch("INSERT INTO t VALUES (2)");
                statement.executeBatch();
            }
        });
        assertEquals(0, Sql.rows(connection));
    }

    @ParameterizedTest
    @Through.EachPool
    void busyBatchLeavesNothingAndCanBeRepeated(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "writeTimeout=200ms");
                Connection connection = database.connect();
                Connection other = Sql.plain(file)) {
            Sql.rows(connection);
            Sql.run(other, "BEGIN IMMEDIATE");
            BatchUpdateException busy = assertThrows(BatchUpdateException.class, () -> insert(connection, 1, 2, 3));
            assertEquals(Sql.BUSY, busy.getErrorCode());
            assertTrue(busy.getMessage().contains("still busy after"), busy.getMessage());
            Sql.run(other, "ROLLBACK");

            assertEquals(0, Sql.rows(connection));
            assertArrayEquals(new int[] {1, 1, 1}, insert(connection, 1, 2, 3));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void contendedBatchesAreAppliedOnce(WayIn wayIn) throws Exception {
        contend(wayIn, 500);
    }

    @Tag("soak")
    @ParameterizedTest
    @Through.EachPool
    void manyContendedBatchesAreAppliedOnce(WayIn wayIn) throws Exception {
        contend(wayIn, 15_000);
    }

    /** The unique index fails what is applied twice. */
    private void contend(WayIn wayIn, int times) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong last = new AtomicLong();
        try (OpenDatabase database = wayIn.open(file);
                Connection foreign = Sql.patient(file)) {
            CompletableFuture<Void> contender = Sql.soon(() -> {
                while (!over.get()) {
                    Sql.run(foreign, "BEGIN IMMEDIATE");
                    Sql.run(foreign, "INSERT INTO t VALUES (" + -last.incrementAndGet() + ")");
                    Sql.run(foreign, "COMMIT");
                }
            });
            List<Long> batches;
            try {
                batches = Workers.untilDone(8, times, worker -> {
                    try (Connection connection = database.connect()) {
                        long first = last.getAndAdd(SIZE) + 1;
                        long[] numbers = new long[SIZE];
                        Arrays.setAll(numbers, i -> first + i);
                        return insert(connection, numbers);
                    }
                });
            } finally {
                over.set(true);
            }
            contender.join();

            assertEquals(Workers.sum(batches) * SIZE, Sql.ask(foreign, "SELECT count(*) FROM t WHERE n > 0"));
        }
    }

    private static int[] insert(Connection connection, long... numbers) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            for (long number : numbers) {
                insert.setLong(1, number);
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }
}
