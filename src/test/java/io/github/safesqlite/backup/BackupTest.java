// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final int ACCOUNTS = 100;
    private static final int BALANCE = 1000;

    @TempDir
    Path folder;

    private Path file;
    private Path target;

    @BeforeEach
    void names() {
        file = folder.resolve("app.db");
        target = folder.resolve("copy.db");
    }

    private ConcurrencySafeSqliteDataSource open() throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
    }

    private static void fill(ConcurrencySafeSqliteDataSource dataSource, int mebibytes) throws SQLException {
        Sql.run(
                dataSource,
                "create table account (id integer primary key, balance integer)",
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + ACCOUNTS
                        + ") insert into account select i, " + BALANCE + " from n",
                "create table ballast (id integer primary key, body blob)",
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + mebibytes * 16
                        + ") insert into ballast select i, randomblob(65000) from n");
    }

    private List<String> files() throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    private static void transfer(ConcurrencySafeSqliteDataSource dataSource, Random random) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int amount = random.nextInt(10);
            statement.executeUpdate("update account set balance = balance - " + amount + " where id = "
                    + (1 + random.nextInt(ACCOUNTS)));
            statement.executeUpdate("update account set balance = balance + " + amount + " where id = "
                    + (1 + random.nextInt(ACCOUNTS)));
            connection.commit();
        }
    }

    @Test
    void copyIsOneMomentWhileWritersGoOn() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            fill(dataSource, 8);
            var stop = new AtomicBoolean();
            var transfers = new AtomicLong();
            List<Future<?>> work = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                var random = new Random(worker);
                work.add(workers.submit(() -> {
                    while (!stop.get()) {
                        transfer(dataSource, random);
                        transfers.incrementAndGet();
                    }
                    return null;
                }));
            }
            var sizes = new ArrayList<Long>();
            for (int round = 0; round < 3; round++) {
                var writersGoOn = new AtomicBoolean();
                dataSource.backup(target, BackupOptions.defaults().withProgress((bytes, total) -> {
                    assertTrue(bytes <= total);
                    sizes.add(bytes);
                    if (writersGoOn.compareAndSet(false, true)) {
                        long before = transfers.get();
                        Waiting.until(() -> transfers.get() > before);
                    }
                }));
                assertTrue(writersGoOn.get());
                assertEquals(String.valueOf(ACCOUNTS * BALANCE), Sql.text(target, "select sum(balance) from account"));
                assertEquals("128", Sql.text(target, "select count(*) from ballast"));
                assertEquals("ok", Sql.text(target, "pragma integrity_check"));
            }
            stop.set(true);
            for (Future<?> worker : work) {
                worker.get(60, TimeUnit.SECONDS);
            }
            assertTrue(sizes.get(sizes.size() - 1) >= 8 << 20, sizes::toString);
            assertEquals(List.of("app.db", "app.db-shm", "app.db-wal", "copy.db"), files());
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void uncommittedWorkIsNotInIt() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            Sql.run(dataSource, "create table t (id integer)");
            try (Connection writer = dataSource.getConnection();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.executeUpdate("insert into t values (1)");
                dataSource.backup(target);
                writer.commit();
            }
            assertEquals("0", Sql.text(target, "select count(*) from t"));
        }
    }

    @Test
    void damagedCopyDoesNotReplaceTheLastGoodOne() throws Exception {
        byte[] good;
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            fill(dataSource, 1);
            dataSource.backup(target);
            good = Files.readAllBytes(target);
        }
        damage(file);
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            var failure = assertThrows(BackupException.class, () -> dataSource.backup(target));
            assertTrue(failure.getMessage().contains("is damaged"), failure.getMessage());
            assertArrayEquals(good, Files.readAllBytes(target));
            assertEquals(
                    List.of("app.db", "copy.db"),
                    files().stream()
                            .filter(name -> name.endsWith(".db") || name.endsWith(".part"))
                            .toList());
            dataSource.backup(target, BackupOptions.defaults().withVerification(false));
        }
    }

    /** Overwrites the page of a b-tree; nobody has the file open. */
    private static void damage(Path database) throws IOException {
        try (var raw = new RandomAccessFile(database.toFile(), "rw")) {
            raw.seek(4096);
            raw.write(new byte[4096]);
        }
    }

    @Test
    void targetsThatWouldDoHarmAreRefused() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            Sql.run(dataSource, "create table t (id integer)");
            assertRefused(dataSource, file, "the database itself");
            Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
            assertRefused(dataSource, link, "the database itself");
            assertRefused(dataSource, folder.resolve("none/copy.db"), "does not exist");
            assertRefused(dataSource, folder, "it is a directory");
            Files.createFile(folder.resolve("copy.db-wal"));
            assertRefused(dataSource, target, "copy.db-wal");
            assertEquals("0", Sql.text(dataSource, "select count(*) from t"));
        }
    }

    private static void assertRefused(ConcurrencySafeSqliteDataSource dataSource, Path target, String reason) {
        var refused = assertThrows(BackupException.class, () -> dataSource.backup(target));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        assertTrue(refused.getMessage().contains("Nothing was changed"), refused.getMessage());
    }

    @Test
    void restoreBringsBackWhatWasThereForAllDataSources() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open();
                ConcurrencySafeSqliteDataSource other = open()) {
            fill(dataSource, 2);
            dataSource.backup(target);
            Sql.run(
                    dataSource,
                    "delete from ballast",
                    "alter table account add column note text",
                    "create table x (y)");
            assertEquals("0", Sql.text(other, "select count(*) from ballast"));
            assertEquals("3", Sql.text(other, "select count(*) from pragma_table_info('account')"));

            dataSource.restore(target);

            assertEquals("32", Sql.text(other, "select count(*) from ballast"));
            assertEquals("2", Sql.text(other, "select count(*) from pragma_table_info('account')"));
            assertEquals(String.valueOf(ACCOUNTS * BALANCE), Sql.text(dataSource, "select sum(balance) from account"));
            assertEquals("wal", Sql.text(dataSource, "pragma journal_mode"));
            assertEquals("ok", Sql.text(dataSource, "pragma integrity_check"));
            Sql.run(other, "update account set balance = 0");
            assertEquals("0", Sql.text(dataSource, "select sum(balance) from account"));
        }
        assertEquals("ok", Sql.text(file, "pragma integrity_check"));
    }

    @Test
    void restoreOnlyReadsTheBackup() throws Exception {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        Path backup = backups.resolve("b ä#?%.db");
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            fill(dataSource, 1);
            dataSource.backup(backup);
            byte[] before = Files.readAllBytes(backup);
            try (WatchService watch = backups.getFileSystem().newWatchService()) {
                backups.register(
                        watch,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                dataSource.restore(backup);
                Path last = Files.createFile(backups.resolve("last"));
                WatchKey key = watch.poll(20, TimeUnit.SECONDS);
                assertEquals(
                        last.getFileName(), key.pollEvents().get(0).context(), "nothing happened in the folder before");
            }
            assertArrayEquals(before, Files.readAllBytes(backup));
        }
    }

    @Test
    void backupThatIsADatabaseInUseIsRestoredAsItIs() throws Exception {
        try (ConcurrencySafeSqliteDataSource used = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(target).build());
                ConcurrencySafeSqliteDataSource dataSource = open()) {
            Sql.run(used, "create table t (a)", "insert into t values (7)");
            assertTrue(Files.size(Path.of(target + "-wal")) > 0, "the content is in the log");
            dataSource.restore(target);
            Sql.run(used, "insert into t values (8)");
            assertEquals("7", Sql.text(file, "select group_concat(a) from t"));
            assertEquals("7,8", Sql.text(target, "select group_concat(a) from t"));
        }
    }

    @Test
    void restoreIsRefusedWhileAnyConnectionIsOpen() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open();
                ConcurrencySafeSqliteDataSource other = open()) {
            Sql.run(dataSource, "create table t (id integer)");
            dataSource.backup(target);
            Sql.run(dataSource, "insert into t values (1)");
            try (Connection open = other.getConnection()) {
                var refused = assertThrows(BackupException.class, () -> dataSource.restore(target));
                assertTrue(refused.getMessage().contains("1 connection(s)"), refused.getMessage());
                assertTrue(open.isValid(1));
            }
            assertEquals("1", Sql.text(dataSource, "select count(*) from t"));
            dataSource.restore(target);
            assertEquals("0", Sql.text(dataSource, "select count(*) from t"));
        }
    }

    @Test
    void damagedOrForeignBackupIsNotRestored() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open()) {
            fill(dataSource, 1);
            dataSource.backup(target);
            damage(target);
            var refused = assertThrows(BackupException.class, () -> dataSource.restore(target));
            assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());

            Path text =
                    Files.writeString(folder.resolve("text.db"), "this is no database, this is no database".repeat(99));
            var foreign = assertThrows(BackupException.class, () -> dataSource.restore(text));
            assertEquals(26, foreign.getErrorCode());
            Path none = folder.resolve("none.db");
            assertThrows(BackupException.class, () -> dataSource.restore(none));
            assertTrue(Files.notExists(none));
            assertEquals("16", Sql.text(dataSource, "select count(*) from ballast"));
        }
    }
}
