// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.OtherProcess;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Whose commits a subscriber is told, in which order. */
class WhoIsHeardTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private final RecordingSubscriber subscriber = new RecordingSubscriber();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void open() throws SQLException {
        dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file()).build());
        Sql.run(dataSource, "CREATE TABLE t (id INTEGER PRIMARY KEY, v UNIQUE)");
        dataSource.changes("t").subscribe(subscriber);
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
        threads.shutdownNow();
    }

    private Path file() {
        return folder.resolve("app.db");
    }

    private static String insert(long id) {
        return "INSERT INTO t VALUES (" + id + ", " + id + ")";
    }

    private List<String> told(int times) {
        subscriber.awaitTold(times);
        return subscriber.texts();
    }

    @Test
    void sessionsOfOtherDataSourcesAndUrlsOfThisJvmAreHeard() throws SQLException {
        try (var other =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file()).build())) {
            Sql.run(other, insert(1));
        }
        try (Connection byUrl = DriverManager.getConnection("jdbc:safesqlite:" + file())) {
            Sql.execute(byUrl, insert(2));
        }
        var inner = new SQLiteDataSource();
        inner.setUrl("jdbc:sqlite:" + file());
        try (var around = ConcurrencySafeSqliteDataSource.wrap(
                inner, SqliteConfig.builder(file()).build())) {
            Sql.run(around, insert(3));
        }
        Sql.run(dataSource, insert(4));
        assertEquals(List.of("t[1]", "t[2]", "t[3]", "t[4]"), told(4));
    }

    @Test
    void batchWriterAndPreparedBatchesAreHeard() throws Exception {
        try (BatchWriter writer = dataSource.batchWriter(BatchWriterOptions.defaults())) {
            var refused = writer.submit("INSERT INTO t VALUES (?, ?)", 1, null);
            refused.get(60, TimeUnit.SECONDS);
            assertThrows(
                    ExecutionException.class,
                    () -> writer.submit("INSERT INTO t VALUES (?, ?)", 1, 5).get(60, TimeUnit.SECONDS));
            writer.submit("INSERT INTO t VALUES (?, ?)", 2, 2).get(60, TimeUnit.SECONDS);
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            for (int id = 3; id <= 5; id++) {
                statement.setInt(1, id);
                statement.setInt(2, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        assertEquals(List.of("t[1]", "t[2]", "t[3, 4, 5]"), told(3));
    }

    @Test
    void commitsAreToldInTheirOrderHoweverLongTheTransactionsTake() throws Exception {
        try (Connection first = dataSource.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.executeUpdate(insert(1));
            Future<?> second = threads.submit(() -> Sql.run(dataSource, insert(2)));
            Waiting.untilWaiting(dataSource, 1);
            statement.executeUpdate(insert(3));
            first.commit();
            second.get();
        }
        assertEquals(List.of("t[1, 3]", "t[2]"), told(2));
    }

    @Test
    void ofAGroupThatCommitsTogetherTheFailedOnesAreNotTold() throws Exception {
        List<Future<?>> group = new ArrayList<>();
        try (Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            Sql.execute(holder, insert(1));
            for (int id = 2; id <= 4; id++) {
                // The one in the middle fails behind a row that it has inserted already.
                String sql = id == 3 ? "INSERT INTO t VALUES (30, 30), (31, 1)" : insert(id);
                group.add(threads.submit(() -> Sql.run(dataSource, sql)));
                Waiting.untilWaiting(dataSource, id - 1);
            }
            holder.commit();
        }
        group.get(0).get();
        assertThrows(ExecutionException.class, group.get(1)::get);
        group.get(2).get();
        assertEquals(List.of("t[1]", "t[2, 4]"), told(2));
    }

    @Test
    void commitOfAConnectionOfTheDriverAloneIsNoticed() throws SQLException {
        try (Connection plain = Sql.plain(file())) {
            Sql.execute(plain, insert(1));
            assertEquals(List.of("any"), told(1));
            // Between two commits of this library it is noticed too, before the second one is told.
            Sql.run(dataSource, insert(2));
            Sql.execute(plain, insert(3));
            Sql.run(dataSource, insert(4));
        }
        assertEquals(List.of("any", "t[2]", "any", "t[4]"), told(4));
        assertTrue(subscriber.told.get(0).mayConcern("other"));
        assertFalse(subscriber.told.get(1).mayConcern("other"));
    }

    @Test
    void commitOfAnotherProcessIsNoticed() throws Exception {
        try (var process = new OtherProcess(file())) {
            process.run(insert(1));
            assertEquals(List.of("any"), told(1));
        }
    }

    @Test
    void transactionThatBeganBeforeTheFirstSubscriptionCountsAsOneOfOthers() throws SQLException {
        subscriber.subscription.cancel();
        var later = new RecordingSubscriber();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, insert(1));
            dataSource.changes("t").subscribe(later);
            Sql.execute(connection, insert(2));
            connection.commit();
        }
        later.awaitTold(1);
        Sql.run(dataSource, insert(3));
        later.awaitTold(2);
        assertEquals(List.of("any", "t[3]"), later.texts());
    }
}
