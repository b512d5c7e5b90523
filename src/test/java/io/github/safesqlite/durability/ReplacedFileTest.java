// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.FileReplaced;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Function;
import org.sqlite.SQLiteDataSource;

/** A database file is replaced while it is open, as deploy scripts and restores by hand do. */
class ReplacedFileTest {
    private static final String OLD = "old";
    private static final String NEW = "new";

    @TempDir
    Path folder;

    private Path file;
    private Path other;

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("app.db");
        other = folder.resolve("other.db");
        database(file, OLD);
        database(other, NEW);
    }

    /** A database whose table holds the word, in rollback-journal mode, as if it was made long ago. */
    private static void database(Path path, String word) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table t (word text)");
            statement.executeUpdate("insert into t values ('" + word + "')");
        }
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private void renameOver() throws Exception {
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(file).fileCheckInterval(Duration.ZERO).writeTimeout(Duration.ofSeconds(20));
    }

    private static String words(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select group_concat(word) from t")) {
            row.next();
            return row.getString(1);
        }
    }

    private static String words(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return words(connection);
        }
    }

    private static void insert(Connection connection, String word) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into t values (?)")) {
            statement.setString(1, word);
            statement.executeUpdate();
        }
    }

    private static void insert(DataSource dataSource, String word) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            insert(connection, word);
        }
    }

    /** What another program finds in the file. */
    private String seenByOthers() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                assertEquals("ok", row.getString(1));
            }
            return words(connection);
        }
    }

    /** What was done to the file. */
    enum Replacement {
        RENAMED_OVER {
            @Override
            void play(Path file, Path other) throws Exception {
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        DELETED_AND_RENAMED {
            @Override
            void play(Path file, Path other) throws Exception {
                Files.delete(file);
                Files.move(other, file);
            }
        },
        MOVED_AWAY_AND_COPIED {
            @Override
            void play(Path file, Path other) throws Exception {
                Files.move(file, file.resolveSibling("away.db"));
                Files.copy(other, file);
            }
        },
        DELETED_WITH_ITS_LOG_AND_CREATED {
            @Override
            void play(Path file, Path other) throws Exception {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(file + suffix));
                }
                database(file, NEW);
            }
        };

        abstract void play(Path file, Path other) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void workGoesOnWithTheNewFile(Replacement replacement) throws Exception {
        try (var log = new CapturedLog();
                var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            insert(dataSource, "a");
            assertEquals("old,a", words(dataSource));
            replacement.play(file, other);
            insert(dataSource, "b");
            assertEquals("new,b", words(dataSource));
            assertEquals("new,b", seenByOthers());
            List<String> told = log.problems().stream()
                    .filter(line -> line.contains("was replaced by another file"))
                    .toList();
            assertEquals(1, told.size(), log::text);
            assertTrue(told.get(0).contains("WARN"), told::toString);
        }
        assertEquals("new,b", seenByOthers());
    }

    /** SQLite opens the log by its name with the first statement: here that waits for a lock, and the file is replaced meanwhile. */
    @Test
    void aConnectionThatIsBeingOpenedLeavesTheLogOfTheNewFileAlone() throws Exception {
        var waiting = new CountDownLatch(1);
        var written = new CountDownLatch(1);
        SqliteConfig config = config().listener(new SqliteListener() {
                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        waiting.countDown();
                    }
                })
                .build();
        ExecutorService opener = Executors.newSingleThreadExecutor();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config().pragma("journal_mode", "DELETE").build());
                Connection locking = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertEquals("old", words(dataSource));
            locking.createStatement().execute("begin exclusive");
            Future<String> found = opener.submit(() -> {
                try (var another = new ConcurrencySafeSqliteDataSource(config)) {
                    written.await();
                    return words(another);
                }
            });
            assertTrue(waiting.await(60, TimeUnit.SECONDS));
            renameOver();
            try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL")) {
                insert(writer, "b");
                written.countDown();
                locking.createStatement().execute("rollback");
                assertEquals("new,b", found.get(60, TimeUnit.SECONDS));
                assertEquals("new,b", words(writer));
            }
        } finally {
            opener.shutdownNow();
        }
        assertEquals("new,b", seenByOthers());
    }

    @Test
    void replacedAgainAndAgain() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            for (int round = 0; round < 20; round++) {
                insert(dataSource, "x");
                Path next = folder.resolve("next.db");
                database(next, "round" + round);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                assertEquals("round" + round, words(dataSource));
            }
        }
        assertEquals("round19", seenByOthers());
    }

    @Test
    void aTransactionOnTheOldFileIsNotCommitted() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "lost");
            renameOver();
            assertEquals("new", words(dataSource), "others go on meanwhile");
            var refused = assertThrows(DatabaseGoneException.class, connection::commit);
            assertTrue(refused.getMessage().contains("start again"), refused.getMessage());
            insert(connection, "again");
            connection.commit();
            assertEquals("new,again", words(dataSource));
        }
        assertEquals("new,again", seenByOthers());
    }

    @Test
    void aTransactionThatReadsIsReadToItsEndAndCanNotWriteAnyMore() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config().option("beginMode", "DEFERRED").build());
                Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            assertEquals("old", words(connection));
            renameOver();
            assertEquals("new", words(dataSource));
            assertEquals("old", words(connection), "one state for the whole transaction");
            assertThrows(DatabaseGoneException.class, () -> insert(connection, "lost"));
            connection.rollback();
            assertEquals("new", words(connection));
            connection.rollback();
        }
        assertEquals("new", seenByOthers());
    }

    @Test
    void aResultSetIsReadToItsEndAndTheNextIsOfTheNewFile() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            insert(connection, "a");
            try (ResultSet rows = statement.executeQuery("select word from t")) {
                assertTrue(rows.next());
                renameOver();
                insert(dataSource, "b");
                assertTrue(rows.next());
                assertEquals("a", rows.getString(1));
                assertEquals("new,b", words(connection));
            }
            insert(connection, "c");
        }
        assertEquals("new,b,c", seenByOthers());
    }

    @Test
    void aStateThatWasOnTheOldFileIsNotTakenForOneOnTheNew() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create temp table mine (a)");
            renameOver();
            assertFalse(connection.isValid(1), "for a pool that would keep it");
            assertThrows(DatabaseGoneException.class, () -> statement.executeQuery("select * from mine"));
            assertThrows(DatabaseGoneException.class, () -> insert(connection, "lost"));
            assertEquals("new", words(dataSource));
        }
        assertEquals("new", seenByOthers());
    }

    @Test
    void twoDataSourcesGoOnAndShareTheirGate() throws Exception {
        try (var first = new ConcurrencySafeSqliteDataSource(config().build());
                var second = new ConcurrencySafeSqliteDataSource(
                        config().poolName("second").build())) {
            insert(first, "a");
            assertEquals("old,a", words(second));
            renameOver();
            insert(second, "b");
            insert(first, "c");
            assertEquals("new,b,c", words(second));
            try (Connection writer = first.getConnection();
                    var third = new ConcurrencySafeSqliteDataSource(
                            config().poolName("third").build());
                    Connection waiting = third.getConnection()) {
                writer.setAutoCommit(false);
                insert(writer, "d");
                var waited = CompletableFuture.supplyAsync(() -> {
                    try {
                        insert(waiting, "e");
                        return true;
                    } catch (SQLException failure) {
                        throw new AssertionError(failure);
                    }
                });
                Waiting.until(() -> first.statistics().writeWaiters() == 1);
                writer.commit();
                assertTrue(waited.get(60, TimeUnit.SECONDS));
            }
        }
        assertEquals("new,b,c,d,e", seenByOthers());
    }

    @Test
    void whoOpensThePathLaterJoinsThoseWhoHaveTheOldFileOpen() throws Exception {
        try (var first = new ConcurrencySafeSqliteDataSource(config().build())) {
            insert(first, "a");
            renameOver();
            try (var second = new ConcurrencySafeSqliteDataSource(
                    config().poolName("second").build())) {
                insert(second, "b");
                insert(first, "c");
            }
            assertEquals("new,b,c", words(first));
        }
        assertEquals("new,b,c", seenByOthers());
    }

    @Test
    void aConnectionByUrlGoesOnToo() throws Exception {
        String url = "jdbc:safesqlite:" + file + "?fileCheckInterval=0ms";
        try (Connection kept = DriverManager.getConnection(url)) {
            insert(kept, "a");
            renameOver();
            try (Connection next = DriverManager.getConnection(url)) {
                assertEquals("new", words(next));
                insert(kept, "b");
                assertEquals("new,b", words(next));
            }
            assertEquals("new,b", words(kept));
        }
        assertEquals("new,b", seenByOthers());
    }

    @Test
    void aLinkThatIsSetToAnotherFileIsFollowedAndTheOldFileKeepsItsLog() throws Exception {
        Path link = folder.resolve("current.db");
        Path prepared = folder.resolve("prepared");
        Files.createSymbolicLink(link, file);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(link).fileCheckInterval(Duration.ZERO).build())) {
            insert(dataSource, "a");
            Files.createSymbolicLink(prepared, other);
            Files.move(prepared, link, StandardCopyOption.ATOMIC_MOVE);
            insert(dataSource, "b");
            assertEquals("new,b", words(dataSource));
        }
        assertEquals("old,a", seenByOthers());
        file = other;
        assertEquals("new,b", seenByOthers());
    }

    @Test
    void theLogOfAFileThatWasMovedAwayIsCopiedIntoIt() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            insert(dataSource, "a");
            Path away = folder.resolve("away.db");
            Files.move(file, away);
            renameOver();
            assertEquals("new", words(dataSource));
            file = away;
            assertEquals("old,a", seenByOthers());
        }
    }

    @Test
    void aRollbackJournalOfTheOldFileIsNotPlayedIntoTheNew() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config().pragma("journal_mode", "DELETE").build());
                Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "lost");
            assertTrue(Files.exists(Path.of(file + "-journal")));
            renameOver();
            var reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return words(dataSource);
                } catch (SQLException failure) {
                    throw new AssertionError(failure);
                }
            });
            assertThrows(DatabaseGoneException.class, connection::commit);
            assertEquals("new", reading.get(60, TimeUnit.SECONDS));
        }
        assertEquals("new", seenByOthers());
    }

    @Test
    void aFileThatIsStillBeingCopiedIsNotOpened() throws Exception {
        byte[] content = Files.readAllBytes(other);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            insert(dataSource, "a");
            Files.delete(file);
            Files.createFile(file);
            var reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return words(dataSource);
                } catch (SQLException failure) {
                    return failure.toString();
                }
            });
            Files.write(file, content);
            assertEquals("new", reading.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatIsPreparedAndCountedIsOfTheNewFile() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("select word from t");
                PreparedStatement version = connection.prepareStatement("pragma data_version")) {
            int before = number(version);
            assertEquals(before, number(version));
            renameOver();
            assertFalse(before == number(version), "the content has changed");
            try (ResultSet row = query.executeQuery()) {
                row.next();
                assertEquals("new", row.getString(1));
            }
        }
    }

    private static int number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** What a statement waits for in the middle, in which the file is replaced. */
    private Function replacing() {
        return new Function() {
            @Override
            protected void xFunc() throws SQLException {
                try {
                    if (Files.exists(other)) {
                        renameOver();
                    }
                } catch (Exception failure) {
                    throw new SQLException(failure);
                }
                result("lost");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (replacing())",
                "insert into t values (replacing()) returning word",
                "delete from t where replacing() = 'lost'"
            })
    void aStatementInWhichTheFileIsReplacedIsNotAcknowledged(String sql) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().connectionCustomizer(
                                connection -> Function.create(connection, "replacing", replacing()))
                        .build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThrows(DatabaseGoneException.class, () -> statement.execute(sql));
            insert(connection, "b");
            assertEquals("new,b", words(connection));
        }
        assertEquals("new,b", seenByOthers());
    }

    @Test
    void aBatchInWhichTheFileIsReplacedIsNotAcknowledged() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().connectionCustomizer(
                                connection -> Function.create(connection, "replacing", replacing()))
                        .build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.addBatch("insert into t values ('a')");
            statement.addBatch("insert into t values (replacing())");
            SQLException refused = assertThrows(SQLException.class, statement::executeBatch);
            assertTrue(refused.getMessage().contains("was replaced"), refused.getMessage());
            assertEquals("new", words(connection));
        }
    }

    @Test
    void aDataSourceThatOnlyReadsGoesOnToo() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().option("open_mode", "1").build())) {
            assertEquals("old", words(dataSource));
            renameOver();
            // A look that the background has under way counts for reads.
            await().untilAsserted(() -> assertEquals("new", words(dataSource)));
        }
    }

    /** Whose connections have which file open is not known there. */
    @Test
    void aWrappedDataSourceIsRefused() throws Exception {
        var driver = new SQLiteDataSource();
        driver.setUrl("jdbc:sqlite:" + file);
        try (var dataSource = ConcurrencySafeSqliteDataSource.wrap(driver, config().build())) {
            insert(dataSource, "a");
            renameOver();
            assertThrows(DatabaseGoneException.class, () -> insert(dataSource, "b"));
            assertThrows(DatabaseGoneException.class, () -> words(dataSource));
        }
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            assertEquals("new", words(dataSource));
        }
        assertEquals("new", seenByOthers());
    }

    /** With the defaults, and nobody who asks: the housekeeping notices too. */
    @Test
    void withoutAnyUseTheOldFileIsLeft() throws Exception {
        try (var log = new CapturedLog();
                var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build())) {
            insert(dataSource, "a");
            renameOver();
            Waiting.until(() -> log.text().contains("was replaced by another file"));
            insert(dataSource, "b");
            assertEquals("new,b", words(dataSource));
        }
    }

    @Test
    void aConnectionToAFileThatIsGoneIsNotValid() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = dataSource.getConnection()) {
            assertTrue(connection.isValid(1));
            Files.delete(file);
            assertFalse(connection.isValid(1));
            Files.move(other, file);
            assertTrue(connection.isValid(1));
            assertEquals("new", words(connection));
        }
    }

    @Test
    void refusedReplacementIsNeitherReadNorWritten() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().fileReplaced(FileReplaced.REFUSE).build())) {
            insert(dataSource, "a");
            renameOver();
            assertThrows(DatabaseGoneException.class, () -> insert(dataSource, "b"));
            assertThrows(DatabaseGoneException.class, () -> words(dataSource));
        }
        assertEquals("new", seenByOthers());
    }

    @Test
    void aDeletedFileIsWaitedForByNobodyAndAnotherIsTakenWhenItComes() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            insert(dataSource, "a");
            Files.delete(file);
            assertThrows(DatabaseGoneException.class, () -> insert(dataSource, "b"));
            assertThrows(DatabaseGoneException.class, () -> words(dataSource));
            assertFalse(Files.exists(file));
            Files.move(other, file);
            insert(dataSource, "c");
            assertEquals("new,c", words(dataSource));
        }
        assertEquals("new,c", seenByOthers());
    }

    /** Of all that is acknowledged after a replacement, everything is in the file that has the name. */
    @Test
    void nothingThatIsAcknowledgedGoesToADeadFile() throws Exception {
        List<Path> generations = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Path next = folder.resolve("generation" + i + ".db");
            database(next, NEW);
            generations.add(next);
        }
        var over = new AtomicBoolean();
        var failures = new AtomicInteger();
        var acknowledged = new AtomicInteger();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config().build())) {
            var started = new CountDownLatch(4);
            List<CompletableFuture<Void>> workers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                boolean inTransactions = thread % 2 == 0;
                workers.add(CompletableFuture.runAsync(
                        () -> {
                            started.countDown();
                            while (!over.get()) {
                                try (Connection connection = dataSource.getConnection()) {
                                    connection.setAutoCommit(!inTransactions);
                                    insert(connection, "w");
                                    words(connection);
                                    if (inTransactions) {
                                        connection.commit();
                                    }
                                    acknowledged.incrementAndGet();
                                } catch (DatabaseGoneException onTheOldFile) {
                                    failures.incrementAndGet();
                                } catch (SQLException other) {
                                    throw new AssertionError(other);
                                }
                            }
                            // A thread for each: the common pool may have one only.
                        },
                        task -> new Thread(task, "writer").start()));
            }
            assertTrue(started.await(60, TimeUnit.SECONDS));
            for (Path next : generations) {
                int before = acknowledged.get();
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                Waiting.until(() ->
                        acknowledged.get() > before + 20 || workers.stream().anyMatch(CompletableFuture::isDone));
            }
            over.set(true);
            for (CompletableFuture<Void> worker : workers) {
                worker.get(60, TimeUnit.SECONDS);
            }
            int before = acknowledged.get();
            String seen = words(dataSource);
            assertTrue(before > 0 && seen.startsWith("new"), seen);
            assertEquals(0, dataSource.statistics().writeWaiters());
            assertTrue(failures.get() < 200, "only those in the middle fail: " + failures);
        }
        assertTrue(seenByOthers().startsWith("new"));
    }
}
