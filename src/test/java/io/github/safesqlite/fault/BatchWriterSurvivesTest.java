// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens around a batch writer: its thread is interrupted, its code fails, its file is replaced or can not be written. */
@Timeout(180)
class BatchWriterSurvivesTest {
    private static final String INSERT = "INSERT INTO t(id) VALUES (?)";
    private static final BatchWriterOptions NEVER =
            BatchWriterOptions.builder().linger(Duration.ofHours(1)).build();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = directory.resolve("app.db");
        createTable(file);
    }

    private static void createTable(Path path) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE t(id INTEGER)");
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, () -> get(future)).getCause();
    }

    @Test
    void interruptOfTheThreadThatWritesFailsNothingLater() throws Exception {
        try (var source = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                BatchWriter writer = source.batchWriter(NEVER)) {
            CompletableFuture<WriteResult> before = writer.submit(INSERT, 1);
            CompletableFuture<Boolean> interrupting = writer.submit(connection -> {
                Thread.currentThread().interrupt();
                return true;
            });
            CompletableFuture<WriteResult> after = writer.submit(INSERT, 2);
            writer.flush();
            // Whatever the interrupt hit, each has its one outcome, and what is acknowledged is there.
            long written = 0;
            for (CompletableFuture<?> each : new CompletableFuture<?>[] {before, after}) {
                written +=
                        each.handle((result, thrown) -> thrown == null ? 1 : 0).get(60, TimeUnit.SECONDS);
            }
            interrupting.handle((result, thrown) -> true).get(60, TimeUnit.SECONDS);
            assertEquals(written, ask(source, "SELECT count(*) FROM t"));
            CompletableFuture<WriteResult> next = writer.submit(INSERT, 3);
            writer.flush();
            assertEquals(1, get(next).updateCount());
            assertEquals(written + 1, ask(source, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void errorInABinderOrUnitFailsItAlone() throws Exception {
        AssertionError bug = new AssertionError("a bug of the application");
        try (var source = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                BatchWriter writer = source.batchWriter(NEVER)) {
            CompletableFuture<WriteResult> before = writer.submit(INSERT, 1);
            CompletableFuture<Object> unit = writer.submit(connection -> {
                run(connection, "INSERT INTO t(id) VALUES (9)");
                throw bug;
            });
            CompletableFuture<WriteResult> binder = writer.submit(INSERT, statement -> {
                throw bug;
            });
            CompletableFuture<WriteResult> after = writer.submit(INSERT, 2);
            writer.flush();
            assertEquals(1, get(before).updateCount());
            assertEquals(1, get(after).updateCount());
            assertSame(bug, failure(unit));
            assertSame(bug, failure(binder));
            assertEquals(2, ask(source, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void databaseThatCanOnlyBeReadFailsEachWrite() throws Exception {
        try (var source = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).pragma("query_only", "on").build());
                BatchWriter writer = source.batchWriter(NEVER)) {
            CompletableFuture<WriteResult> one = writer.submit(INSERT, 1);
            CompletableFuture<WriteResult> two = writer.submit(INSERT, 2);
            writer.flush();
            for (CompletableFuture<WriteResult> each : List.of(one, two)) {
                SQLException refused = assertInstanceOf(SQLException.class, failure(each));
                assertEquals(8, refused.getErrorCode() & 0xff, refused::toString);
            }
            assertEquals(2, writer.snapshot().failed());
        }
    }

    @Test
    void fileThatIsReplacedIsWrittenToFromThenOn() throws Exception {
        Path other = directory.resolve("other.db");
        createTable(other);
        try (var source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                        .fileCheckInterval(Duration.ZERO)
                        .build());
                BatchWriter writer = source.batchWriter(NEVER)) {
            CompletableFuture<WriteResult> old = writer.submit(INSERT, 1);
            writer.flush();
            get(old);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            CompletableFuture<WriteResult> next = writer.submit(INSERT, 2);
            writer.flush();
            get(next);
            assertEquals(2, ask(source, "SELECT max(id) FROM t"));
            assertEquals(1, ask(source, "SELECT count(*) FROM t"), "in the new file alone");
        }
    }

    @Test
    void fileThatIsReplacedDuringABatchTakesNothingOfIt() throws Exception {
        Path other = directory.resolve("other.db");
        createTable(other);
        try (var source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                        .fileCheckInterval(Duration.ZERO)
                        .build());
                BatchWriter writer = source.batchWriter(NEVER)) {
            CompletableFuture<WriteResult> row = writer.submit(INSERT, 1);
            CompletableFuture<Object> replacing = writer.submit(connection -> {
                if (Files.exists(other)) {
                    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
                }
                return null;
            });
            writer.flush();
            boolean acknowledged =
                    row.handle((result, thrown) -> thrown == null).get(60, TimeUnit.SECONDS);
            replacing.handle((result, thrown) -> true).get(60, TimeUnit.SECONDS);
            assertEquals(acknowledged ? 1 : 0, ask(source, "SELECT count(*) FROM t"), "acknowledged is there");
            if (!acknowledged) {
                assertTrue(failure(row) instanceof BatchWriterException);
            }
        }
    }
}
