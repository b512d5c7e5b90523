// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

/** Which commits share a sync, and what happens when it fails. */
class SharedSyncTest {
    private static final String INSERT = "INSERT INTO t VALUES (1)";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private Path file;
    private SharedFile shared;

    /** How many forces have begun; each needs a permit to end. */
    private final AtomicInteger forces = new AtomicInteger();

    private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);
    private volatile boolean failsOnce;

    @BeforeEach
    void prepare() throws Exception {
        file = folder.resolve("app.db");
        Sql.create(file, "wal");
        shared = SharedFiles.acquire(FileKey.of(file));
        shared.durable().openLogsBy(path -> new Counted(OpenLog.open(path)));
    }

    @AfterEach
    void release() {
        SharedFiles.release(shared);
    }

    private final class Counted implements LogForce {
        private final LogForce log;

        Counted(LogForce log) {
            this.log = log;
        }

        @Override
        public boolean isAt(Path path) {
            return log.isAt(path);
        }

        @Override
        public void force() throws IOException {
            forces.incrementAndGet();
            permits.acquireUninterruptibly();
            if (failsOnce) {
                failsOnce = false;
                throw new IOException("the disk is broken");
            }
            log.force();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(file)
                .pragma("synchronous", "FULL")
                .sharedSync(true)
                // One that is opened in advance may meet the failing sync, and is logged then.
                .minimumIdle(0);
    }

    private ConcurrencySafeSqliteDataSource open() throws Exception {
        return new ConcurrencySafeSqliteDataSource(config().build());
    }

    /** A way to commit. */
    @FunctionalInterface
    private interface Way {
        void on(Connection connection) throws Exception;
    }

    private static Arguments way(String name, Way way) {
        return Arguments.of(name, way);
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("statement", connection -> Sql.execute(connection, INSERT)),
                way("definition", connection -> Sql.execute(connection, "CREATE TABLE u (x)")),
                way("RETURNING", connection -> Sql.ask(connection, INSERT + " RETURNING n")),
                way("RETURNING more than fits", SharedSyncTest::returnMuch),
                way("batch", SharedSyncTest::batch),
                way("commit()", connection -> {
                    connection.setAutoCommit(false);
                    Sql.execute(connection, INSERT);
                    connection.commit();
                }),
                way("setAutoCommit(true)", connection -> {
                    connection.setAutoCommit(false);
                    Sql.execute(connection, INSERT);
                    connection.setAutoCommit(true);
                }),
                way("COMMIT", connection -> {
                    Sql.execute(connection, "BEGIN");
                    Sql.execute(connection, INSERT);
                    Sql.execute(connection, "COMMIT");
                }),
                way("RELEASE", connection -> {
                    Sql.execute(connection, "SAVEPOINT s");
                    Sql.execute(connection, INSERT);
                    Sql.execute(connection, "RELEASE s");
                }),
                way("releaseSavepoint()", connection -> {
                    Savepoint savepoint = connection.setSavepoint();
                    Sql.execute(connection, INSERT);
                    connection.releaseSavepoint(savepoint);
                }),
                way("a temporary trigger", connection -> {
                    Sql.execute(connection, "CREATE TEMP TABLE p (x)");
                    Sql.execute(
                            connection,
                            "CREATE TEMP TRIGGER g AFTER INSERT ON p BEGIN INSERT INTO main.t VALUES (1); END");
                    Sql.execute(connection, "INSERT INTO p VALUES (1)");
                }));
    }

    private static void returnMuch(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                        + " FROM n WHERE i < 20) INSERT INTO t SELECT i FROM n RETURNING randomblob(1000)")) {
            while (rows.next()) {
                continue;
            }
        }
    }

    private static void batch(Connection connection) throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            for (int value = 0; value < 2; value++) {
                insert.setInt(1, value);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void eachCommitIsForced(String name, Way way) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config().returningMemory(4096).build());
                Connection connection = dataSource.getConnection()) {
            int before = forces.get();
            way.on(connection);
            assertTrue(forces.get() > before);
        }
    }

    @Test
    void aNewDatabaseSharesFromItsFirstConnectionOn() throws Exception {
        Path other = folder.resolve("new.db");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(other)
                        .pragma("synchronous", "FULL")
                        .sharedSync(true)
                        .build());
                Connection connection = dataSource.getConnection()) {
            Sql.execute(connection, "CREATE TABLE t (x)");
            assertEquals(1, Sql.ask(connection, "SELECT synchronous FROM pragma_synchronous"));
        }
    }

    @Test
    void aBatchWriterIsToldAfterTheForce() throws Exception {
        try (var dataSource = open()) {
            int before = forces.get();
            try (var writer =
                    dataSource.batchWriter(BatchWriterOptions.builder().build())) {
                writer.submit(INSERT).get(60, TimeUnit.SECONDS);
                assertTrue(forces.get() > before);
            }
        }
    }

    @Test
    void readsAndRollbacksAreNotForced() throws Exception {
        try (var dataSource = open();
                Connection connection = dataSource.getConnection()) {
            Sql.rows(connection);
            connection.setAutoCommit(false);
            Sql.rows(connection);
            connection.commit();
            Sql.execute(connection, INSERT);
            connection.rollback();
            assertEquals(0, forces.get());
        }
    }

    @Test
    void theGateIsFreeWhileACommitIsForcedAndOthersSeeIt() throws Exception {
        try (var dataSource = open();
                Actor first = new Actor("first");
                Actor second = new Actor("second");
                Actor third = new Actor("third")) {
            permits.drainPermits();
            var one = first.starts("commits", () -> commitOne(dataSource));
            Waiting.until(() -> forces.get() == 1);
            assertEquals(1, Sql.rows(dataSource));
            var two = second.starts("commits", () -> commitOne(dataSource));
            var three = third.starts("commits", () -> commitOne(dataSource));
            Waiting.until(() -> Sql.rows(dataSource) == 3);
            second.untilParked();
            third.untilParked();
            assertEquals(0, dataSource.statistics().writeWaiters());
            assertFalse(one.isDone() || two.isDone() || three.isDone());
            permits.release();
            assertTrue(one.result());
            permits.release();
            assertTrue(two.result());
            assertTrue(three.result());
            assertEquals(2, forces.get());
        }
    }

    private static boolean commitOne(ConcurrencySafeSqliteDataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, INSERT);
            connection.commit();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void sessionsAreToldTheConfiguredValue(int level) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config().pragma("synchronous", String.valueOf(level)).build());
                Connection connection = dataSource.getConnection()) {
            assertEquals(level, Sql.ask(connection, "PRAGMA synchronous"));
            assertEquals(level, Sql.ask(connection, "PRAGMA main.synchronous"));
            connection.setAutoCommit(false);
            Sql.execute(connection, INSERT);
            assertEquals(level, Sql.ask(connection, "PRAGMA synchronous"));
            assertThrows(java.sql.SQLException.class, () -> Sql.execute(connection, "PRAGMA synchronous=OFF"));
            connection.commit();
            assertEquals(1, forces.get());
        }
    }

    @Test
    void aSessionGetsWhatItAsksFor() throws Exception {
        try (var dataSource = open()) {
            try (Connection connection = dataSource.getConnection()) {
                Sql.execute(connection, "PRAGMA synchronous=NORMAL");
                assertEquals(1, Sql.ask(connection, "PRAGMA synchronous"));
                Sql.execute(connection, INSERT);
                assertEquals(0, forces.get());
                Sql.execute(connection, "PRAGMA synchronous=FULL");
                assertEquals(2, Sql.ask(connection, "PRAGMA synchronous"));
            }
            try (Connection connection = dataSource.getConnection()) {
                assertEquals(2, Sql.ask(connection, "PRAGMA synchronous"));
                Sql.execute(connection, INSERT);
                assertEquals(1, forces.get());
            }
        }
    }

    @Test
    void anUnwrappedConnectionSyncsItself() throws Exception {
        try (var dataSource = open();
                Connection connection = dataSource.getConnection()) {
            SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
            assertEquals(2, Sql.ask(driver, "PRAGMA synchronous"));
        }
    }

    @Test
    void aConnectionThatIsUnwrappedInATransactionSyncsItselfFromItsEnd() throws Exception {
        try (var dataSource = open();
                Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, INSERT);
            SQLiteConnection driver = connection.unwrap(SQLiteConnection.class);
            connection.commit();
            assertEquals(1, forces.get());
            assertEquals(2, Sql.ask(driver, "PRAGMA synchronous"));
        }
    }

    @Test
    void aConnectionThatLeavesTheLogSyncsItself() throws Exception {
        try (var dataSource = open();
                Connection connection = dataSource.getConnection()) {
            Sql.execute(connection, INSERT);
            Sql.text(connection, "PRAGMA journal_mode=DELETE");
            int before = forces.get();
            Sql.execute(connection, INSERT);
            assertEquals(2, Sql.ask(connection, "PRAGMA synchronous"));
            assertEquals(before, forces.get());
        }
    }

    @Test
    void whereSqliteWouldNotSyncEachCommitNothingIsForced() throws Exception {
        for (SqliteConfigBuilder other : new SqliteConfigBuilder[] {
            config().pragma("synchronous", "NORMAL"),
            config().pragma("synchronous", "OFF"),
            config().pragma("journal_mode", "DELETE"),
            config().initSql("PRAGMA synchronous=NORMAL"),
            SqliteConfig.builder(file).pragma("synchronous", "FULL"),
            SqliteConfig.builder(":memory:").pragma("synchronous", "FULL").sharedSync(true)
        }) {
            try (var dataSource = new ConcurrencySafeSqliteDataSource(other.build())) {
                Sql.execute(dataSource, "CREATE TABLE IF NOT EXISTS t (x)");
                Sql.execute(dataSource, INSERT);
            }
        }
        assertEquals(0, forces.get());
    }

    @Test
    void afterAFailureTheCommitsFailAndNewConnectionsGoOn() throws Exception {
        invariants.expectLog("A sync of the write-ahead log");
        try (var dataSource = open();
                Actor first = new Actor("first");
                Actor second = new Actor("second");
                Connection reader = dataSource.getConnection()) {
            Sql.execute(dataSource, INSERT);
            permits.drainPermits();
            var one = first.starts("commits", () -> commitOne(dataSource));
            Waiting.until(() -> forces.get() == 2);
            var two = second.starts("commits", () -> commitOne(dataSource));
            Waiting.until(() -> Sql.rows(dataSource) == 3);
            second.untilParked();
            reader.setAutoCommit(false);
            assertEquals(3, Sql.rows(reader));
            failsOnce = true;
            permits.release();
            StorageException failure = assertThrows(StorageException.class, one::result);
            assertEquals("58030", failure.getSQLState());
            assertThrows(StorageException.class, two::result);
            assertEquals(2, forces.get());
            permits.release(100);

            // The reader still has a connection of before, so nothing may be written yet.
            assertEquals(3, Sql.rows(reader));
            assertThrows(StorageException.class, () -> Sql.execute(dataSource, INSERT));
            reader.rollback();
            Sql.execute(dataSource, INSERT);
            assertEquals(4, Sql.rows(dataSource));
            assertEquals(3, forces.get());
            assertEquals("ok", Sql.text(dataSource, "PRAGMA integrity_check"));
        }
    }
}
