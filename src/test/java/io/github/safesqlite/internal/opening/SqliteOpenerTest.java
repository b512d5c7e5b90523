// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionPool;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.pool.PoolFixture;
import io.github.safesqlite.internal.pool.SingleConnectionSource;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

@Timeout(180)
class SqliteOpenerTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private static SingleConnectionSource open(SqliteConfig config) throws SQLException {
        return SingleConnectionSource.open(config, Ticker.system(), Listeners.of());
    }

    private static Loan only(ConnectionSource source) throws SQLException {
        return source.acquireReader(1, PoolFixture.soon());
    }

    private OpenFailedException refused(SqliteConfig config) {
        return assertThrows(OpenFailedException.class, () -> open(config));
    }

    private List<String> files() throws IOException {
        try (var listing = Files.list(folder)) {
            return listing.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void pragmasAreSetOnTheConnection() throws SQLException {
        SqliteConfig config = SqliteConfig.builder(file())
                .pragma("foreign_keys", "on")
                .pragma("page_size", "8192")
                .pragma("mmap_size", "1000000")
                .pragma("secure_delete", "fast")
                .pragma("cache_spill", "off")
                .pragma("encoding", "UTF-16le")
                .pragma("case_sensitive_like", "on")
                .build();
        SingleConnectionSource source = open(config);
        Loan connection = only(source);
        assertEquals("wal", connection.connection().pragmas().read("journal_mode"));
        assertEquals("1", connection.connection().pragmas().read("synchronous"));
        assertEquals("-40000", connection.connection().pragmas().read("cache_size"));
        assertEquals("2", connection.connection().pragmas().read("temp_store"));
        assertEquals("1", connection.connection().pragmas().read("foreign_keys"));
        assertEquals("8192", connection.connection().pragmas().read("page_size"));
        assertEquals("0", connection.connection().pragmas().read("busy_timeout"));
        assertEquals("UTF-16le", connection.connection().pragmas().read("encoding"));
        assertTrue(connection.connection().delegate().getAutoCommit());
        source.release(connection);
        source.close(PoolFixture.soon());
    }

    @Test
    void aPragmaThatDoesNotTakeEffectIsNamed() throws Exception {
        plain("CREATE TABLE t(a)");
        OpenFailedException failure =
                refused(SqliteConfig.builder(file()).pragma("page_size", "8192").build());
        assertTrue(
                failure.getMessage().contains("PRAGMA page_size was set to 8192 but reads back as 4096"),
                failure.getMessage());
        SingleConnectionSource lenient = open(SqliteConfig.builder(file())
                .pragma("page_size", "8192")
                .option("pragmaMismatch", "warn")
                .build());
        lenient.close(PoolFixture.soon());
    }

    @Test
    void aMismatchOnANewFileLeavesNoFile() throws Exception {
        SqliteConfig config =
                SqliteConfig.builder(file()).pragma("page_size", "1000").build();
        assertTrue(refused(config).getMessage().contains("PRAGMA page_size was set to 1000"));
        assertEquals(List.of(), files());
    }

    @Test
    void twentyThreadsThatOpenOneNewFileAllGetWal() throws Exception {
        int threads = 20;
        for (int round = 0; round < 5; round++) {
            Path fresh = folder.resolve("fresh" + round + ".db");
            var together = new CyclicBarrier(threads);
            ExecutorService workers = Executors.newFixedThreadPool(threads);
            List<Future<String>> modes = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                modes.add(workers.submit(() -> {
                    together.await();
                    SingleConnectionSource source = open(SqliteConfig.builder(fresh)
                            .connectionTimeout(Duration.ofMinutes(1))
                            .build());
                    try {
                        return only(source).connection().pragmas().read("journal_mode");
                    } finally {
                        source.close(PoolFixture.soon());
                    }
                }));
            }
            for (Future<String> mode : modes) {
                assertEquals("wal", mode.get(90, TimeUnit.SECONDS));
            }
            workers.shutdown();
        }
    }

    @Test
    void aFileThatIsLockedMeanwhileIsWaitedFor() throws Exception {
        try (SQLiteConnection other = plain("CREATE TABLE t(a)")) {
            other.getDatabase()._exec("BEGIN IMMEDIATE");
            var tries = new AtomicInteger();
            var listener = new InlineListener() {
                @Override
                public void busyRetried(long sessionId, int attempt) {
                    if (tries.incrementAndGet() == 3) {
                        release(other);
                    }
                }
            };
            SingleConnectionSource source = SingleConnectionSource.open(
                    SqliteConfig.builder(file()).build(), Ticker.system(), Listeners.of(listener));
            assertEquals("wal", only(source).connection().pragmas().read("journal_mode"));
            assertTrue(tries.get() >= 3);
            source.close(PoolFixture.soon());
        }
    }

    private static void release(SQLiteConnection other) {
        try {
            other.getDatabase()._exec("COMMIT");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aLockThatStaysEndsTheOpenAtItsDeadline() throws Exception {
        try (SQLiteConnection other = plain("CREATE TABLE t(a)")) {
            other.getDatabase()._exec("BEGIN IMMEDIATE");
            SqliteConfig config = SqliteConfig.builder(file())
                    .connectionTimeout(Duration.ofMillis(50))
                    .build();
            assertThrows(SQLException.class, () -> open(config));
            other.getDatabase()._exec("COMMIT");
            open(config).close(PoolFixture.soon());
        }
    }

    @Test
    void theSwitchToWalWaitsForTheWriteGate() throws Exception {
        plain("CREATE TABLE t(a)").close();
        SqliteConfig config = SqliteConfig.builder(file())
                .connectionTimeout(Duration.ofMillis(20))
                .build();
        SharedFile shared = SharedFiles.acquire(FileKey.of(file()));
        WriteGate gate = shared.gate();
        Hold hold = gate.enter(new Entrant(9, "other", Thread.currentThread(), null, null), PoolFixture.soon());
        assertThrows(WriteGateTimeoutException.class, () -> open(config));
        hold.exit();
        open(config).close(PoolFixture.soon());
        gate.enter(new Entrant(9, "other", Thread.currentThread(), null, null), PoolFixture.soon());
        open(config).close(PoolFixture.soon());
        SharedFiles.release(shared);
    }

    @Test
    void aTextFileIsNoDatabase() throws IOException {
        Files.writeString(
                file(), "This is a text file, and long enough to have what looks like a header to SQLite. ".repeat(20));
        OpenFailedException failure = refused(SqliteConfig.builder(file()).build());
        assertTrue(failure.getMessage().contains("not a SQLite database"), failure.getMessage());
        assertTrue(failure.getMessage().contains(file().toString()), failure.getMessage());
        assertEquals(26, failure.getErrorCode());
        assertEquals(List.of("app.db"), files());
    }

    @Test
    void aBrokenHeaderIsReported() throws Exception {
        plain("CREATE TABLE t(a)").close();
        byte[] bytes = Files.readAllBytes(file());
        for (int position = 16; position < 100; position++) {
            bytes[position] = (byte) 0xEE;
        }
        Files.write(file(), bytes);
        OpenFailedException failure = refused(SqliteConfig.builder(file()).build());
        assertTrue(failure.getMessage().contains(file().toString()), failure.getMessage());
        Files.write(file(), new String("SQLite format 4").getBytes(StandardCharsets.US_ASCII));
        assertTrue(refused(SqliteConfig.builder(file()).build()).getMessage().contains("app.db"));
    }

    @Test
    void placesThatVanishedAfterTheConfigurationAreNamed() throws IOException {
        Path sub = Files.createDirectory(folder.resolve("sub"));
        SqliteConfig config = SqliteConfig.builder(sub.resolve("a.db")).build();
        Files.delete(sub);
        assertTrue(refused(config).getMessage().contains("does not exist"));
        Files.createDirectories(sub.resolve("a.db"));
        assertTrue(refused(config).getMessage().contains("it is a directory"));
    }

    @Test
    void theCustomizerRunsOncePerPhysicalConnection() throws SQLException {
        var customized = new ArrayList<Connection>();
        SqliteConfig config = SqliteConfig.builder(file())
                .connectionCustomizer(customized::add)
                .build();
        ConnectionPool pool = ConnectionPool.open(config, Ticker.system(), Listeners.of());
        for (int use = 0; use < 5; use++) {
            pool.release(pool.acquireReader(use, PoolFixture.soon()));
            pool.release(pool.acquireWriter(use, PoolFixture.soon()));
        }
        pool.close(PoolFixture.soon());
        assertEquals(customized.size(), customized.stream().distinct().count());
        assertFalse(customized.isEmpty());
    }

    @Test
    void aFailingCustomizerClosesTheConnection() throws SQLException {
        var seen = new ArrayList<Connection>();
        SqliteConfig config = SqliteConfig.builder(file())
                .connectionCustomizer(raw -> {
                    seen.add(raw);
                    throw new SQLException("no extension");
                })
                .build();
        assertEquals(
                "no extension",
                assertThrows(SQLException.class, () -> open(config)).getMessage());
        assertTrue(seen.get(0).isClosed());
    }

    @Test
    void driverPropertiesArePassedOn() throws Exception {
        plain("CREATE TABLE t(a)").close();
        SqliteConfig config =
                SqliteConfig.builder(file()).option("open_mode", "1").build();
        SingleConnectionSource source = open(config);
        Loan connection = only(source);
        var refused =
                assertThrows(SQLException.class, () -> connection.connection().execute("INSERT INTO t VALUES (1)"));
        assertEquals(8, refused.getErrorCode());
        source.close(PoolFixture.soon());
    }

    @Test
    void aReadOnlyOpenOfAMissingFileCreatesNone() throws Exception {
        SqliteConfig config =
                SqliteConfig.builder(file()).option("open_mode", "1").build();
        assertThrows(SQLException.class, () -> open(config));
        assertEquals(List.of(), files());
    }

    private SQLiteConnection plain(String sql) throws SQLException {
        SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
        connection.getDatabase()._exec(sql);
        return connection;
    }
}
