// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of each write: one outcome, true to what is in the file. */
class BatchWriterTest {
    private static final String INSERT = "insert into t (id, n) values (?, ?)";

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private BatchWriter writer;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("batch.db"))
                .pragma("foreign_keys", "ON")
                .build());
        run(dataSource, "create table t (id integer primary key, n integer not null check (n >= 0))");
        // Nothing is written before a flush or a full batch.
        writer = dataSource.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ofHours(1)).build());
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        dataSource.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, () -> get(future)).getCause();
    }

    private long rows() throws SQLException {
        return ask(dataSource, "select count(*) from t");
    }

    @Test
    void rowsOfOneBatchAreCommittedOnceInOrder() throws Exception {
        run(dataSource, "create table l (id integer primary key autoincrement, n integer)");
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(writer.submit("insert into l (n) values (?)", i));
        }
        get(writer.flush());
        for (int i = 0; i < 100; i++) {
            assertEquals(new WriteResult(1, OptionalLong.of(i + 1), List.of()), get(futures.get(i)));
        }
        assertEquals(100, ask(dataSource, "select count(*) from l where id = n + 1"));
        assertEquals(1, writer.snapshot().batches());
        assertEquals(100, writer.snapshot().written());
    }

    @Test
    void oneBadRowFailsAlone() throws Exception {
        CompletableFuture<WriteResult> first = writer.submit(INSERT, 1, 1);
        CompletableFuture<WriteResult> bad = writer.submit(INSERT, 1, 2);
        CompletableFuture<WriteResult> negative = writer.submit(INSERT, 2, -1);
        CompletableFuture<WriteResult> last = writer.submit(INSERT, 3, 3);
        SQLException flushed = assertInstanceOf(SQLException.class, failure(writer.flush()));
        assertEquals(OptionalLong.of(1), get(first).generatedKey());
        assertEquals(OptionalLong.of(3), get(last).generatedKey());
        assertEquals(19, assertInstanceOf(SQLException.class, failure(bad)).getErrorCode() & 0xff);
        assertEquals(19, assertInstanceOf(SQLException.class, failure(negative)).getErrorCode() & 0xff);
        assertEquals(failure(bad), flushed);
        assertEquals(2, rows());
        assertEquals(2, writer.snapshot().failed());
        get(writer.flush());
    }

    @Test
    void textThatDoesNotCompileFailsAlone() throws Exception {
        CompletableFuture<WriteResult> first = writer.submit(INSERT, 1, 1);
        CompletableFuture<WriteResult> bad = writer.submit("insert into nowhere values (?)", 1);
        CompletableFuture<WriteResult> worse = writer.submit("insert into nowhere values (?)", 2);
        CompletableFuture<WriteResult> last = writer.submit(INSERT, 2, 2);
        failure(writer.flush());
        get(first);
        get(last);
        assertTrue(failure(bad).getMessage().contains("no such table"));
        assertTrue(failure(worse).getMessage().contains("no such table"));
        assertEquals(2, rows());
    }

    @Test
    void wrongNumberOfParametersFailsAlone() throws Exception {
        CompletableFuture<WriteResult> few = writer.submit(INSERT, 1);
        CompletableFuture<WriteResult> many = writer.submit(INSERT, 1, 2, 3);
        CompletableFuture<WriteResult> good = writer.submit(INSERT, 4, 4);
        failure(writer.flush());
        get(good);
        assertTrue(
                failure(few).getMessage().contains("2 parameters, 1 were given"),
                failure(few).getMessage());
        assertTrue(failure(many).getMessage().contains("2 parameters, 3 were given"));
        assertEquals(1, rows());
    }

    @Test
    void binderThatThrowsFailsAloneAndSeesNoValuesOfOthers() throws Exception {
        CompletableFuture<WriteResult> first = writer.submit(INSERT, statement -> {
            statement.setInt(1, 1);
            statement.setInt(2, 7);
        });
        CompletableFuture<WriteResult> half = writer.submit(INSERT, statement -> statement.setInt(1, 2));
        CompletableFuture<WriteResult> broken = writer.submit(INSERT, (PreparedStatement statement) -> {
            throw new IllegalStateException("no value");
        });
        failure(writer.flush());
        get(first);
        assertEquals(19, assertInstanceOf(SQLException.class, failure(half)).getErrorCode() & 0xff, "n is not null");
        assertEquals("no value", failure(broken).getMessage());
        assertEquals(1, rows());
    }

    @Test
    void returningGivesItsRows() throws Exception {
        CompletableFuture<WriteResult> inserted =
                writer.submit("insert into t values (1, 10), (2, 20) returning id, n * 2 as twice");
        CompletableFuture<WriteResult> nothing = writer.submit("delete from t where id = 99 returning id");
        get(writer.flush());
        assertEquals(2, get(inserted).updateCount());
        assertEquals(
                List.of(Map.of("id", 1, "twice", 20), Map.of("id", 2, "twice", 40)),
                get(inserted).rows());
        assertEquals(new WriteResult(0, OptionalLong.empty(), List.of()), get(nothing));
    }

    @Test
    void rowThatIsNotInsertedHasNoKey() throws Exception {
        String ignoring = "insert or ignore into t (id, n) values (?, ?)";
        List<CompletableFuture<WriteResult>> futures = List.of(
                writer.submit(ignoring, 5, 1),
                writer.submit(ignoring, 5, 1),
                writer.submit(ignoring, 9, 1),
                writer.submit("update t set n = 2 where id in (5, 9)"));
        get(writer.flush());
        assertEquals(OptionalLong.of(5), get(futures.get(0)).generatedKey());
        assertEquals(new WriteResult(0, OptionalLong.empty(), List.of()), get(futures.get(1)));
        assertEquals(OptionalLong.of(9), get(futures.get(2)).generatedKey());
        assertEquals(new WriteResult(2, OptionalLong.empty(), List.of()), get(futures.get(3)));
    }

    @Test
    void unitIsWrittenAsAWholeOrNotAtAll() throws Exception {
        CompletableFuture<WriteResult> before = writer.submit(INSERT, 1, 1);
        CompletableFuture<String> good = writer.submit(connection -> {
            insert(connection, 2);
            insert(connection, 3);
            return "two";
        });
        CompletableFuture<String> bad = writer.submit(connection -> {
            insert(connection, 4);
            insert(connection, 1);
            return "never";
        });
        CompletableFuture<Void> own = writer.submit(connection -> {
            insert(connection, 5);
            throw new IllegalArgumentException("changed its mind");
        });
        CompletableFuture<WriteResult> after = writer.submit(INSERT, 6, 6);
        failure(writer.flush());
        get(before);
        assertEquals("two", get(good));
        assertInstanceOf(SQLException.class, failure(bad));
        assertEquals("changed its mind", failure(own).getMessage());
        get(after);
        assertEquals(List.of(1L, 2L, 3L, 6L), ids());
    }

    private static void insert(Connection connection, int id) throws SQLException {
        run(connection, "insert into t values (" + id + ", 0)");
    }

    private List<Long> ids() throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select id from t order by id")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    @Test
    void unitCanNotEndTheTransaction() throws Exception {
        CompletableFuture<WriteResult> other = writer.submit(INSERT, 1, 1);
        List<CompletableFuture<Object>> refused = List.of(
                writer.submit(connection -> {
                    connection.commit();
                    return 1;
                }),
                writer.submit(connection -> {
                    connection.rollback();
                    return 1;
                }),
                writer.submit(connection -> {
                    connection.setAutoCommit(true);
                    return 1;
                }));
        CompletableFuture<Boolean> harmless = writer.submit(connection -> {
            connection.setAutoCommit(false);
            connection.close();
            insert(connection, 2);
            return connection.getAutoCommit();
        });
        failure(writer.flush());
        get(other);
        for (CompletableFuture<Object> each : refused) {
            assertTrue(
                    failure(each).getMessage().contains("is the writer's"),
                    failure(each).getMessage());
        }
        assertFalse(get(harmless));
        assertEquals(List.of(1L, 2L), ids());
    }

    @Test
    void unitMayUseSavepointsOfItsOwn() throws Exception {
        CompletableFuture<WriteResult> before = writer.submit(INSERT, 1, 1);
        CompletableFuture<Integer> unit = writer.submit(connection -> {
            insert(connection, 2);
            var savepoint = connection.setSavepoint();
            insert(connection, 3);
            connection.rollback(savepoint);
            insert(connection, 4);
            return 1;
        });
        CompletableFuture<WriteResult> after = writer.submit(INSERT, 5, 5);
        get(writer.flush());
        get(before);
        get(unit);
        get(after);
        assertEquals(List.of(1L, 2L, 4L, 5L), ids());
        assertEquals(1, writer.snapshot().batches());
    }

    @Test
    void connectionOfAUnitEndsWithIt() throws Exception {
        CompletableFuture<Connection> kept = writer.submit(connection -> connection);
        get(writer.flush());
        assertTrue(get(kept).isClosed());
        assertThrows(SQLException.class, () -> get(kept).createStatement());
    }

    @Test
    void unitThatCommitsBySqlLeavesItsBatchInDoubt() throws Exception {
        CompletableFuture<WriteResult> before = writer.submit(INSERT, 1, 1);
        CompletableFuture<Integer> unit = writer.submit(connection -> run(connection, "commit"));
        CompletableFuture<WriteResult> after = writer.submit(INSERT, 2, 2);
        failure(writer.flush());
        for (CompletableFuture<?> each : List.of(before, unit, after)) {
            BatchWriterException doubt = assertInstanceOf(BatchWriterException.class, failure(each));
            assertEquals(BatchWriterException.Reason.IN_DOUBT, doubt.reason());
            assertFalse(doubt.isCertainlyNotWritten());
        }
        assertEquals(List.of(1L), ids(), "what was committed is not written again, nor is what came behind it");
    }

    @Test
    void rowThatRollsBackTheTransactionFailsAlone() throws Exception {
        run(
                dataSource,
                "create trigger refuse before insert on t when new.n = 13 begin select raise(rollback, 'unlucky'); end");
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            futures.add(writer.submit(INSERT, i, i));
        }
        failure(writer.flush());
        for (int i = 1; i <= 20; i++) {
            if (i == 13) {
                assertTrue(failure(futures.get(i - 1)).getMessage().contains("unlucky"));
            } else {
                assertEquals(OptionalLong.of(i), get(futures.get(i - 1)).generatedKey());
            }
        }
        assertEquals(19, rows());
    }

    @Test
    void deferredConstraintFailsTheRowThatBreaksIt() throws Exception {
        run(
                dataSource,
                "create table child (id integer primary key, parent integer references t deferrable initially deferred)");
        CompletableFuture<WriteResult> good = writer.submit(INSERT, 1, 1);
        CompletableFuture<WriteResult> orphan = writer.submit("insert into child values (1, 99)");
        CompletableFuture<WriteResult> child = writer.submit("insert into child values (2, 1)");
        failure(writer.flush());
        get(good);
        get(child);
        assertTrue(
                failure(orphan).getMessage().contains("FOREIGN KEY"),
                failure(orphan).getMessage());
        assertEquals(1, ask(dataSource, "select count(*) from child"));
    }

    @Test
    void whatCanNotShareATransactionIsRefusedAtOnce() {
        for (String sql : List.of(
                "begin",
                "commit",
                "vacuum",
                "pragma user_version = 3",
                "attach 'x' as y",
                "",
                "insert into t values (1, 1); insert into t values (2, 2)",
                "savepoint s")) {
            assertThrows(IllegalArgumentException.class, () -> writer.submit(sql), sql);
        }
    }

    @Test
    void fullBatchIsWrittenWithoutFlush() throws Exception {
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            futures.add(writer.submit(INSERT, i, i));
        }
        for (CompletableFuture<WriteResult> future : futures) {
            get(future);
        }
        assertEquals(128, rows());
        assertEquals(1, writer.snapshot().batches());
    }

    @Test
    void lingerEndsByItself() throws Exception {
        try (BatchWriter soon = dataSource.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ofMillis(5)).build())) {
            get(soon.submit(INSERT, 1, 1));
        }
        try (BatchWriter atOnce = dataSource.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ZERO).build())) {
            get(atOnce.submit(INSERT, 2, 1));
        }
        assertEquals(2, rows());
    }

    @Test
    void closeWritesWhatWaits() throws Exception {
        CompletableFuture<WriteResult> future = writer.submit(INSERT, 1, 1);
        assertEquals(0, writer.close(Duration.ofSeconds(60)));
        get(future);
        assertEquals(1, rows());
        BatchWriterException late = assertInstanceOf(BatchWriterException.class, failure(writer.submit(INSERT, 2, 2)));
        assertEquals(BatchWriterException.Reason.CLOSED, late.reason());
        failure(writer.flush());
        assertEquals(0, writer.close(Duration.ZERO));
    }

    @Test
    void closingTheDataSourceWritesWhatWaits() throws Exception {
        CompletableFuture<WriteResult> future = writer.submit(INSERT, 1, 1);
        dataSource.close();
        assertEquals(1, get(future).updateCount());
        assertThrows(SQLException.class, () -> dataSource.batchWriter(BatchWriterOptions.defaults()));
        failure(writer.submit(INSERT, 2, 2));
    }
}
