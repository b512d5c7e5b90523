// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.FileReplaced;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk is full, the file can not be written, or is gone: a clear error, nothing by half, and work goes on after. */
class BrokenStorageTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("app.db");
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(file).checkpointInterval(Duration.ofMillis(10));
    }

    private static void assertIdle(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        assertEquals(0, dataSource.statistics().openSessions());
        // The keeper of the log may have borrowed one, to empty the log of a file that is gone.
        Waiting.until(() -> dataSource.statistics().active() == 0);
        assertEquals(0, dataSource.statistics().writeWaiters());
    }

    private static final String FILL = "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
            + " insert into t (body) select randomblob(3000) from n";

    @Test
    void fullDiskFailsTheStatementAndLeavesTheRestAlone() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().pragma("max_page_count", "200").build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(50));
            var full = assertThrows(StorageException.class, () -> Sql.run(dataSource, FILL.formatted(500)));
            assertEquals(13, full.getErrorCode());
            assertTrue(
                    full.getMessage().contains(file + "\" could not be used: the disk that holds it"),
                    full.getMessage());
            assertTrue(
                    full.getMessage().contains("max_page_count has been reached. Free some space"), full.getMessage());
            assertEquals(50, Sql.rows(dataSource), "nothing of the failed statement");

            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.executeUpdate("insert into t (body) values ('begun')");
                SQLException inTransaction =
                        assertThrows(StorageException.class, () -> statement.executeUpdate(FILL.formatted(500)));
                assertEquals(13, inTransaction.getErrorCode());
                connection.rollback();
            }
            assertEquals(50, Sql.rows(dataSource), "nothing of the transaction");
            assertIdle(dataSource);

            Sql.run(dataSource, "delete from t where id <= 40");
            Sql.run(dataSource, FILL.formatted(30));
            assertEquals(40, Sql.rows(dataSource), "there is space again");
        }
    }

    @Test
    void fullDiskFailsEveryStatementOfASharedTransactionOrNone() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().pragma("max_page_count", "200").build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            int acknowledged = 0;
            SQLException failure = null;
            while (failure == null) {
                try {
                    Sql.run(dataSource, "insert into t (body) values (randomblob(3000))");
                    acknowledged++;
                } catch (SQLException full) {
                    failure = full;
                }
            }
            assertEquals(13, failure.getErrorCode());
            assertEquals(acknowledged, Sql.rows(dataSource));
            assertIdle(dataSource);
        }
    }

    @Test
    void readOnlyFileRefusesWritesAndCanBeRead() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(5));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().option("open_mode", "1").build())) {
            assertEquals(5, Sql.rows(dataSource));
            var refused = assertThrows(ReadOnlySessionException.class, () -> Sql.run(dataSource, "delete from t"));
            assertEquals(8, refused.getErrorCode(), refused.toString());
            assertTrue(refused.getMessage().contains(file + "\" was opened read-only"));
            assertEquals(5, Sql.rows(dataSource));
            assertIdle(dataSource);
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            Sql.run(dataSource, "delete from t");
            assertEquals(0, Sql.rows(dataSource));
        }
    }

    @ParameterizedTest(name = "checkpoint={0}")
    @ValueSource(booleans = {true, false})
    void movedFileRefusesWritesUntilItIsBack(boolean checkpoint) throws Exception {
        Path elsewhere = folder.resolve("elsewhere.db");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().checkpoint(checkpoint).build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(5));
            Files.move(file, elsewhere);
            SQLException refused = refused(dataSource);
            assertInstanceOf(DatabaseGoneException.class, refused);
            assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
            assertFalse(Files.exists(file), "no new file in its place");
            assertIdle(dataSource);

            Files.move(elsewhere, file);
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(DatabaseGoneException.class)
                    .until(() -> {
                        Sql.run(dataSource, "insert into t (body) values ('back')");
                        return true;
                    });
            assertTrue(Sql.rows(dataSource) >= 6);
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                assertEquals("ok", row.getString(1));
            }
        }
    }

    @Test
    void connectionsThatAreOpenedLaterCreateNoFileInThePlaceOfAMovedOne() throws Exception {
        Path elsewhere = folder.resolve("elsewhere.db");
        Path attached = folder.resolve("attached.db");
        // One that is opened in advance would still read from the file after it was moved.
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(config().minimumIdle(0).build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(5));
            for (int round = 0; round < 100; round++) {
                dataSource.softEvict();
                Files.move(file, elsewhere);
                var gone = assertThrows(DatabaseGoneException.class, () -> Sql.rows(dataSource));
                assertTrue(gone.getMessage().contains(file.toString()), gone.getMessage());
                assertFalse(Files.exists(file), "no new file in its place");
                Files.move(elsewhere, file);
                assertEquals(5, Sql.rows(dataSource));
            }
            assertIdle(dataSource);
            try (Connection first = dataSource.getConnection();
                    Connection second = dataSource.getConnection();
                    Statement held = first.createStatement();
                    ResultSet rows = held.executeQuery("select id from t");
                    Statement statement = second.createStatement()) {
                assertTrue(rows.next());
                statement.execute("attach '" + attached + "' as other");
                statement.execute("create table other.t (a)");
            }
            assertTrue(Files.exists(attached), "others are created as ever");
        }
    }

    /** The file goes and comes while connections are being opened. */
    @Test
    void noFileIsCreatedWhileTheFileIsMovedToAndFro() throws Exception {
        Path elsewhere = folder.resolve("elsewhere.db");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(5));
            var over = new AtomicBoolean();
            var reads = CompletableFuture.supplyAsync(() -> {
                int read = 0;
                while (!over.get()) {
                    try {
                        dataSource.softEvict();
                        assertEquals(5, Sql.rows(dataSource));
                        read++;
                    } catch (DatabaseGoneException | OpenFailedException | StorageException away) {
                        // It is back soon, or was back before anybody could look why.
                    } catch (SQLException other) {
                        throw new AssertionError(other);
                    }
                }
                return read;
            });
            for (int round = 0; round < 300 && !reads.isDone(); round++) {
                Files.move(file, elsewhere);
                Thread.yield();
                assertFalse(Files.exists(file), "a new file");
                Files.move(elsewhere, file);
            }
            over.set(true);
            reads.get(60, TimeUnit.SECONDS);
            assertEquals(5, Sql.rows(dataSource));
            assertIdle(dataSource);
        }
    }

    @ParameterizedTest(name = "checkpoint={0}")
    @ValueSource(booleans = {true, false})
    void replacedFileThatIsRefusedIsNeitherWrittenNorMixedWithTheOldLog(boolean checkpoint) throws Exception {
        Path other = folder.resolve("other.db");
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(other).build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(3));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().checkpoint(checkpoint)
                .fileReplaced(FileReplaced.REFUSE)
                .build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Sql.run(dataSource, FILL.formatted(5));
            Files.move(other, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            assertInstanceOf(DatabaseGoneException.class, refused(dataSource));
            assertThrows(DatabaseGoneException.class, () -> Sql.rows(dataSource), "what is read is old for ever");
            assertIdle(dataSource);
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            assertEquals(3, Sql.rows(dataSource), "the file that was put there");
            Sql.run(dataSource, FILL.formatted(1));
        }
    }

    @ParameterizedTest(name = "checkpoint={0}")
    @ValueSource(booleans = {true, false})
    void deletedFileIsNotCreatedAnewByTheRunningPool(boolean checkpoint) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().checkpoint(checkpoint).build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            Files.delete(file);
            assertInstanceOf(DatabaseGoneException.class, refused(dataSource));
            assertFalse(Files.exists(file));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            Sql.run(dataSource, "create table t (id integer primary key, body blob)");
            assertEquals(0, Sql.rows(dataSource));
        }
    }

    /** What a write fails with, once the loss was noticed. */
    private static SQLException refused(ConcurrencySafeSqliteDataSource dataSource) {
        var failure = new SQLException[1];
        Waiting.until(() -> {
            try {
                Sql.run(dataSource, "insert into t (body) values ('lost')");
                return false;
            } catch (SQLException refused) {
                failure[0] = refused;
                return true;
            }
        });
        return failure[0];
    }
}
