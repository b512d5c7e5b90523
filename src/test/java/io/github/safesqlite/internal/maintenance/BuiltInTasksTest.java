// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tasks of the library do. */
class BuiltInTasksTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void begin() throws SQLException {
        fixture = new Fixture(folder);
        fixture.run(
                "pragma auto_vacuum=2",
                "pragma journal_mode=wal",
                "create table t (id integer primary key, a, b)",
                "create index t_a on t (a)",
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
                        + " insert into t (a, b) select i, zeroblob(300) from n");
    }

    @AfterEach
    void end() throws SQLException {
        fixture.close();
    }

    private MaintenanceKeeper keeper(SqliteConfigBuilder config) throws SQLException {
        return fixture.keeper(fixture.user(config));
    }

    private static void damage(Path database) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            for (long page = 200; page < 300; page++) {
                file.seek(page * 4096);
                file.write(new byte[200]);
            }
        }
    }

    private MaintenanceReport only() {
        assertEquals(1, fixture.reports.size(), fixture.reports::toString);
        return fixture.reports.get(0);
    }

    @Test
    void onlyOptimizeIsRunUnasked() throws Exception {
        MaintenanceKeeper keeper = keeper(fixture.config());
        keeper.look();
        assertEquals(List.of(), fixture.reports, "an application that starts is left alone");
        assertFalse(Files.exists(LedgerFile.beside(fixture.file)));
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertTrue(only().succeeded(), only()::toString);
        assertEquals("optimize", only().task());
        // What ANALYZE of a sample writes: the limit that keeps it short was in force.
        assertEquals("1", fixture.one("select count(*) from sqlite_stat1 where idx = 't_a'"));
        fixture.clock.advance(DAY.minus(MINUTE));
        keeper.look();
        assertEquals(1, fixture.reports.size());
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertEquals(List.of("optimize", "optimize"), fixture.tasksRun());
    }

    @Test
    void nothingIsRunIfOptimizeIsOff() throws Exception {
        MaintenanceKeeper keeper = keeper(fixture.config().optimizeIntervalOff());
        fixture.clock.advance(DAY);
        keeper.look();
        assertEquals(List.of(), fixture.reports);
    }

    @Test
    void vacuumGivesFreePagesBack() throws Exception {
        fixture.run("delete from t where id > 5000");
        long before = Long.parseLong(fixture.one("pragma freelist_count"));
        assertTrue(before > 1000, () -> before + " free pages");
        MaintenanceKeeper keeper = keeper(fixture.config().optimizeIntervalOff().vacuumInterval(DAY));
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertTrue(only().succeeded(), only()::toString);
        assertEquals("0", fixture.one("pragma freelist_count"));
    }

    @Test
    void checkTellsOfDamage() throws Exception {
        MaintenanceKeeper keeper = keeper(fixture.config().optimizeIntervalOff().checkInterval(DAY));
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertTrue(only().succeeded(), only()::toString);
        fixture.run("pragma wal_checkpoint(truncate)");
        damage(fixture.file);
        fixture.clock.advance(DAY);
        try (CapturedLog log = new CapturedLog()) {
            keeper.look();
            assertTrue(log.text().contains("the database is damaged"), log.text());
        }
        assertFalse(fixture.reports.get(1).succeeded());
    }

    @Test
    void theLogIsEmptied() throws Exception {
        MaintenanceKeeper keeper = keeper(fixture.config().optimizeIntervalOff().walTruncateInterval(DAY));
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertEquals(1, fixture.emptied);
    }

    @Test
    void aReadOnlyDatabaseIsOnlyRead() throws Exception {
        MaintenanceKeeper keeper = keeper(fixture.config()
                .option("open_mode", "1")
                .vacuumInterval(DAY)
                .walTruncateInterval(DAY)
                .checkInterval(DAY));
        fixture.clock.advance(MINUTE);
        keeper.look();
        assertEquals("check", only().task());
        assertTrue(only().succeeded(), only()::toString);
    }

    private Path backups() throws IOException {
        Path backups = folder.resolve("backups");
        return Files.isDirectory(backups) ? backups : Files.createDirectory(backups);
    }

    private SqliteConfigBuilder backingUp() throws IOException {
        return fixture.config().optimizeIntervalOff().backupDirectory(backups()).backupRetention(3);
    }

    private TreeSet<String> names() throws IOException {
        try (Stream<Path> files = Files.list(backups())) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theNewestBackupsOfThisDatabaseAreKeptAndNothingElseIsTouched() throws Exception {
        List<String> others = List.of(
                "app.db",
                "app-20200101T000000Z.sqlite",
                "app-old-20200101T000000Z.db",
                "other-20200101T000000Z.db",
                "app-2020.db",
                "app-20200101T000000Z.db.gz",
                ".app-old-20200101T000000Z.db.x.part");
        for (String name : others) {
            Files.createFile(backups().resolve(name));
        }
        for (String name : List.of("app-20200101T000000Z.db", ".app-20200101T000000Z.db.x.part")) {
            Files.createFile(backups().resolve(name));
        }
        MaintenanceKeeper keeper = keeper(backingUp().maintenanceTimeout(Duration.ofMillis(1)));
        fixture.clock.advance(MINUTE);
        for (int day = 0; day < 5; day++) {
            keeper.look();
            fixture.clock.advance(DAY);
        }
        var expected = new TreeSet<>(others);
        expected.addAll(List.of("app-20260303T020100Z.db", "app-20260304T020100Z.db", "app-20260305T020100Z.db"));
        assertEquals(expected, names());
        assertEquals("20000", Sql.text(backups().resolve("app-20260305T020100Z.db"), "select count(*) from t"));
        assertTrue(fixture.reports.stream().allMatch(MaintenanceReport::succeeded));
    }

    @Test
    void aBackupThatFailsRemovesNone() throws Exception {
        MaintenanceKeeper keeper = keeper(backingUp().backupRetention(1));
        fixture.clock.advance(MINUTE);
        keeper.look();
        TreeSet<String> before = names();
        assertEquals(1, before.size());
        fixture.run("pragma wal_checkpoint(truncate)");
        damage(fixture.file);
        fixture.clock.advance(DAY);
        try (CapturedLog log = new CapturedLog()) {
            keeper.look();
            assertTrue(log.text().contains("task \"backup\" failed"), log.text());
        }
        assertFalse(fixture.reports.get(1).succeeded());
        assertEquals(before, names());
    }

    @Test
    void aMissingDirectoryIsNamed() throws Exception {
        MaintenanceKeeper keeper =
                keeper(fixture.config().optimizeIntervalOff().backupDirectory(folder.resolve("none")));
        fixture.clock.advance(MINUTE);
        try (CapturedLog log = new CapturedLog()) {
            keeper.look();
            assertTrue(log.text().contains("Create the directory."), log.text());
        }
        assertFalse(only().succeeded());
    }
}
