// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * When {@code close()} of the last DataSource on a file returns, SQLite has closed the file, whichever thread closed which
 * connection: on Windows the folder could not be deleted otherwise. The driver holds the monitor of its {@code DB} while it
 * closes, so who has that monitor decides how long it takes.
 */
@Timeout(120)
class CloseWaitsForFilesTest {
    @TempDir
    Path directory;

    private final List<SQLiteConnection> opened = new CopyOnWriteArrayList<>();

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(directory.resolve("app.db"))
                .poolName("app")
                .minimumIdle(0)
                .closeTimeout(Duration.ofMillis(20))
                .connectionCustomizer(connection -> opened.add(connection.unwrap(SQLiteConnection.class)));
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
            statement.executeUpdate("INSERT INTO t VALUES (1)");
        }
    }

    /** Does {@code ending}, which closes a connection, while the driver cannot close it, and then closes the DataSource. */
    private void closes(ConcurrencySafeSqliteDataSource source, Actor.Step ending) throws Exception {
        closes(source, () -> {}, ending);
    }

    /** The same; {@code atFirst} is done as soon as the driver cannot close it any more. */
    private void closes(ConcurrencySafeSqliteDataSource source, Actor.Step atFirst, Actor.Step ending)
            throws Exception {
        try (Actor driver = new Actor("driver");
                Actor other = new Actor("other");
                Actor closer = new Actor("closer")) {
            DB held = opened.get(opened.size() - 1).getDatabase();
            List<Boolean> letGo = new CopyOnWriteArrayList<>();
            List<Boolean> isHeld = new CopyOnWriteArrayList<>();
            Actor.Started<Boolean> holding = driver.starts("hold the driver's connection", () -> {
                synchronized (held) {
                    atFirst.run();
                    isHeld.add(true);
                    Waiting.until(() -> !letGo.isEmpty());
                }
                return true;
            });
            Waiting.until(() -> !isHeld.isEmpty());
            Actor.Started<Boolean> ended = other.starts("close a connection", () -> {
                ending.run();
                return true;
            });
            Waiting.until(() -> isBlockedAtClose("other") || ended.isDone());
            Actor.Started<Boolean> closed = closer.starts("close the DataSource", () -> {
                source.close();
                return true;
            });
            untilItWaitsForTheDriver(closer, closed);
            letGo.add(true);
            closed.result();
            for (SQLiteConnection connection : opened) {
                assertTrue(connection.isClosed(), "a connection is open after the close");
            }
            holding.result();
            ended.result();
        }
    }

    /** Its closeTimeout is over then. */
    private static void untilItWaitsForTheDriver(Actor closer, Actor.Started<Boolean> closed) {
        Waiting.until(() -> closed.isDone()
                || Stream.of(closer.thread().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitClosed")));
        assertFalse(closed.isDone());
    }

    private static boolean isBlockedAtClose(String thread) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().contains(thread))
                .filter(entry -> entry.getKey().getState() == Thread.State.BLOCKED)
                .anyMatch(entry -> Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("close")));
    }

    @Test
    void connectionThatAnotherThreadEvicts() throws Exception {
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config().build());
        try (Connection connection = source.getConnection()) {
            write(connection);
        }
        closes(source, source::softEvict);
    }

    @Test
    void connectionThatHousekeepingCloses() throws Exception {
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(
                config().idleTimeout(Duration.ofMillis(1)).build());
        Connection connection = source.getConnection();
        write(connection);
        closes(
                source,
                connection::close,
                () -> Waiting.until(() -> statistics(source).total() == 0));
    }

    private static PoolSnapshot statistics(ConcurrencySafeSqliteDataSource source) throws SQLException {
        return source.statistics();
    }

    @Test
    void connectionThatIsInUseAtTheClose() throws Exception {
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config().build());
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        write(connection);
        closes(source, () -> {});
    }

    @Test
    void connectionOfABackup() throws Exception {
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config().build());
        try (Connection connection = source.getConnection()) {
            write(connection);
        }
        List<Boolean> go = new CopyOnWriteArrayList<>();
        try (Actor copier = new Actor("copier");
                Actor closer = new Actor("closer")) {
            int before = opened.size();
            Actor.Started<Boolean> copied = copier.starts("copy", () -> {
                // Its copy is not verified once the DataSource is closed, as that would open the database again.
                BackupException failure = assertThrows(
                        BackupException.class,
                        () -> source.backup(
                                directory.resolve("copy.db"),
                                BackupOptions.defaults()
                                        .withProgress((bytes, total) -> Waiting.until(() -> !go.isEmpty()))));
                assertTrue(failure.getMessage().contains("the DataSource is closed"), failure::getMessage);
                return true;
            });
            Waiting.until(() -> opened.size() > before);
            Actor.Started<Boolean> closed = closer.starts("close the DataSource", () -> {
                source.close();
                return true;
            });
            untilItWaitsForTheDriver(closer, closed);
            go.add(true);
            closed.result();
            for (SQLiteConnection connection : opened) {
                assertTrue(connection.isClosed(), "the connection of the backup is open after the close");
            }
            copied.result();
        }
    }

    @Test
    void aDataSourceThatIsNotTheLastWaitsForNobody() throws Exception {
        ConcurrencySafeSqliteDataSource first = new ConcurrencySafeSqliteDataSource(config().build());
        try (ConcurrencySafeSqliteDataSource second = new ConcurrencySafeSqliteDataSource(config().build());
                Connection connection = second.getConnection()) {
            write(connection);
            first.close();
            write(connection);
            assertEquals(1, second.statistics().openSessions());
        }
    }

    @Test
    void aHandleThatStaysOpenIsNamedAndTheCloseReturns() throws Exception {
        try (CapturedLog log = new CapturedLog();
                Actor driver = new Actor("driver")) {
            ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config().build());
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            write(connection);
            DB held = opened.get(opened.size() - 1).getDatabase();
            List<Boolean> letGo = new CopyOnWriteArrayList<>();
            List<Boolean> isHeld = new ArrayList<>();
            Actor.Started<Boolean> holding = driver.starts("hold the driver's connection", () -> {
                synchronized (held) {
                    isHeld.add(true);
                    Waiting.until(() -> !letGo.isEmpty());
                }
                return true;
            });
            Waiting.until(() -> !isHeld.isEmpty());
            source.close();
            assertFalse(held.isClosed());
            assertTrue(
                    log.text().contains("app: 1 driver connection(s) are still open 2000 ms after close()"), log::text);
            letGo.add(true);
            holding.result();
            Waiting.until(held::isClosed);
        }
    }

    @Test
    void theFolderCanBeDeletedAtOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(
                    config().minimumIdle(2).idleTimeout(Duration.ofMillis(1)).build());
            try (Connection connection = source.getConnection()) {
                write(connection);
            }
            source.close();
            try (Stream<Path> files = Files.list(directory)) {
                assertEquals(
                        List.of("app.db"),
                        files.map(each -> each.getFileName().toString()).toList());
            }
            assertTrue(opened.stream().allMatch(CloseWaitsForFilesTest::isClosed), "round " + round);
        }
    }

    private static boolean isClosed(SQLiteConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
