// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.driver.PretendedSqlite;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a version of SQLite that may lose commits by a checkpoint beside them, no checkpoint of the library runs beside a commit; on
 * others nobody waits for checkpoints.
 */
@Timeout(120)
class LosingCommitsTest {
    private static final long AUTOMATIC_LIMIT = 1000L * (4096 + 24);

    @TempDir
    Path folder;

    private WalFixture wal;

    @BeforeEach
    void begin() {
        wal = new WalFixture(folder);
    }

    @AfterEach
    void end() {
        wal.close();
    }

    private static Connection writing(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        Connection writer = dataSource.getConnection();
        writer.setAutoCommit(false);
        try (Statement statement = writer.createStatement()) {
            statement.executeUpdate("insert into t(body) values (zeroblob(10000))");
        }
        return writer;
    }

    private static void awaitWaiter(ConcurrencySafeSqliteDataSource dataSource, String sql) {
        Waiting.until(
                () -> dataSource.snapshot().gate().waiters().stream().anyMatch(waiter -> sql.equals(waiter.sql())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckpointInTheBackgroundWaitsForTheCommit(boolean losing) throws Exception {
        try (var pretended = PretendedSqlite.losingCommits(losing);
                ConcurrencySafeSqliteDataSource dataSource = wal.open()) {
            Waiting.until(() -> !wal.checkpoints.isEmpty());
            try (Connection writer = writing(dataSource)) {
                int before = wal.checkpoints.size();
                if (losing) {
                    awaitWaiter(dataSource, "PRAGMA main.wal_checkpoint(PASSIVE)");
                    assertTrue(wal.checkpoints.size() <= before + 1, "one could have ended just then");
                    before = wal.checkpoints.size();
                    writer.commit();
                }
                int known = before;
                Waiting.until(() -> wal.checkpoints.size() > known + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckpointBySqlWaitsForTheCommit(boolean losing) throws Exception {
        SqliteConfig config =
                wal.config().checkpointInterval(Duration.ofHours(1)).build();
        try (var pretended = PretendedSqlite.losingCommits(losing);
                var dataSource = new ConcurrencySafeSqliteDataSource(config);
                Actor other = new Actor("other")) {
            WalFixture.createTable(dataSource);
            for (String sql : new String[] {"PRAGMA wal_checkpoint", "PRAGMA main.wal_checkpoint(passive)"}) {
                try (Connection writer = writing(dataSource)) {
                    var checkpoint = other.starts("checkpoint", () -> run(dataSource, sql));
                    if (losing) {
                        awaitWaiter(dataSource, sql);
                        assertFalse(checkpoint.isDone());
                        writer.commit();
                    }
                    assertTrue(checkpoint.result());
                }
            }
        }
    }

    private static boolean run(ConcurrencySafeSqliteDataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLastCloseWaitsForWhoIsInTheGate(boolean losing) throws Exception {
        String url = "jdbc:safesqlite:" + wal.file;
        try (var pretended = PretendedSqlite.losingCommits(losing);
                Actor other = new Actor("other")) {
            Connection last = DriverManager.getConnection(url);
            try (Statement statement = last.createStatement()) {
                statement.executeUpdate("create table t(n)");
            }
            assertTrue(wal.walBytes() > 0);
            SharedFile shared = SharedFiles.acquire(FileKey.of(wal.file));
            WriteGate gate = shared.gate();
            try {
                Hold hold =
                        gate.enter(new Entrant(0, "test", Thread.currentThread(), "a write", null), Deadline.never());
                AtomicLong waitedNanos = new AtomicLong();
                hold.watchedBy((ended, nanos) -> waitedNanos.set(nanos));
                // It goes on after a while: it may be this very thread that has to close it.
                other.does("close", last::close);
                hold.exit();
                assertTrue(!losing || waitedNanos.get() > 0, "the close did not wait");
            } finally {
                SharedFiles.release(shared);
            }
            assertFalse(Files.exists(Path.of(wal.file + "-wal")), "SQLite has copied and removed the log");
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void sqliteRunsNoneByItselfOnAnyConnection(WayIn way) throws Exception {
        try (var pretended = PretendedSqlite.losingCommits(true);
                OpenDatabase database = way.open(wal.file.toString(), Map.of());
                Connection first = database.dataSource().getConnection();
                Connection second = database.dataSource().getConnection()) {
            for (Connection connection : new Connection[] {first, second}) {
                assertEquals("0", Sql.text(connection, "PRAGMA wal_autocheckpoint"));
            }
        }
    }

    @Test
    void theLogIsKeptAsSmallAsSqliteKeepsIt() throws Exception {
        SqliteConfig config = SqliteConfig.builder(wal.file).listener(wal).build();
        try (var pretended = PretendedSqlite.losingCommits(true);
                var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            while (wal.walBytes() <= AUTOMATIC_LIMIT) {
                WalFixture.write(dataSource, 1);
            }
            Waiting.until(() -> wal.checkpoints.stream().anyMatch(one -> one.isComplete()));
            int before = wal.checkpoints.size();
            long bytes = wal.walBytes();
            // It begins anew, so its length does not tell of it.
            WalFixture.write(dataSource, 1);
            assertEquals(bytes, wal.walBytes());
            Waiting.until(() -> wal.checkpoints.size() > before);
        }
    }

    @Test
    void theConfiguredLimitIsKept() throws Exception {
        try (var pretended = PretendedSqlite.losingCommits(true)) {
            SqliteConfig often = SqliteConfig.builder(wal.file)
                    .pragma("wal_autocheckpoint", "10")
                    .listener(wal)
                    .build();
            try (var dataSource = new ConcurrencySafeSqliteDataSource(often)) {
                WalFixture.createTable(dataSource);
                WalFixture.write(dataSource, 1);
                Waiting.until(() -> !wal.checkpoints.isEmpty());
                try (Connection connection = dataSource.getConnection()) {
                    assertEquals("0", Sql.text(connection, "PRAGMA wal_autocheckpoint"));
                }
            }
        }
    }
}
