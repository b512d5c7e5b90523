// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.OtherProcess;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symptom 72: whatever kept SQLite busy, another process was blamed, also for what this one did itself. */
class S72BusyNamesWhoHasTheLockTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource source;

    private Path file() {
        return folder.resolve("app.db");
    }

    private void open(SqliteConfigBuilder builder, String journal) throws Exception {
        source = invariants.open(builder.pragma("journal_mode", journal)
                .writeTimeout(Duration.ofMillis(500))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a)");
        Sql.run(source, "INSERT INTO t VALUES (1), (2)");
        invariants.allowLog("found SQLite busy");
    }

    private String busy() {
        return assertThrows(BusyException.class, () -> Sql.run(source, "INSERT INTO t VALUES (3)"))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    @EnabledOnOs(OS.LINUX)
    void anotherProcessIsNamedByItsNumber(String journal) throws Exception {
        open(SqliteConfig.builder(file()), journal);
        try (OtherProcess process = locking()) {
            String message = busy();
            assertTrue(message.contains("by another process (" + process.pid() + ", "), message);
        }
        Sql.run(source, "INSERT INTO t VALUES (3)");
    }

    private OtherProcess locking() throws IOException {
        OtherProcess process = new OtherProcess(file());
        process.run("BEGIN IMMEDIATE");
        return process;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherProcessIsNamedToOneThatOpens() throws Exception {
        Sql.create(file(), "DELETE");
        SqliteConfig config = SqliteConfig.builder(file())
                .pragma("journal_mode", "WAL")
                .connectionTimeout(Duration.ofMillis(300))
                .build();
        try (OtherProcess process = locking()) {
            String message = assertThrows(
                            BusyException.class, () -> new ConcurrencySafeSqliteDataSource(config).close())
                    .getMessage();
            assertTrue(message.contains("by another process (" + process.pid() + ", "), message);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherProcessIsNamedByAChoreToo() throws Exception {
        invariants.allowLog("still busy");
        Sql.create(file(), "WAL");
        SqliteConfig config = SqliteConfig.builder(file())
                .writeTimeout(Duration.ofMillis(300))
                .optimizeInterval(Duration.ofMillis(100))
                .build();
        try (OtherProcess process = locking();
                CapturedLog log = new CapturedLog();
                var opened = new ConcurrencySafeSqliteDataSource(config)) {
            Waiting.until(() -> log.text().contains("maintenance task \"optimize\" failed"));
            assertTrue(log.text().contains("by another process (" + process.pid() + ", "), log.text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void connectionOfThisProcessOutsideOfTheLibraryIsNotCalledAnotherProcess(String journal) throws Exception {
        open(SqliteConfig.builder(file()), journal);
        try (Connection plain = Sql.plain(file())) {
            Sql.run(plain, "BEGIN IMMEDIATE");
            String message = busy();
            assertFalse(message.contains("another process"), message);
            if (OS.LINUX.isCurrentOs()) {
                assertTrue(
                        message.contains(
                                "by this process (" + ProcessHandle.current().pid()),
                        message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "memory"})
    void readOfAnotherThreadIsNamed(String journal) throws Exception {
        boolean memory = journal.equals("memory");
        open(memory ? SqliteConfig.builder(":memory:") : SqliteConfig.builder(file()), journal);
        try (Actor reader = new Actor("reader");
                Connection connection = source.getConnection()) {
            AtomicReference<ResultSet> rows = new AtomicReference<>();
            reader.does("read", () -> {
                rows.set(connection.createStatement().executeQuery("SELECT a FROM t"));
                assertTrue(rows.get().next());
            });
            String message = busy();
            assertTrue(message.contains("on thread \"reader\" (SELECT a FROM t)"), message);
            assertFalse(message.contains("process"), message);
            reader.does("close", () -> rows.get().close());
        }
        Sql.run(source, "INSERT INTO t VALUES (3)");
        assertEquals(3, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    @Test
    void ownReadIsNamedToo() throws Exception {
        open(SqliteConfig.builder(file()).detectNestedWrites(false), "DELETE");
        try (Connection connection = source.getConnection();
                ResultSet rows = connection.createStatement().executeQuery("SELECT a FROM t")) {
            assertTrue(rows.next());
            String message = busy();
            assertTrue(message.contains("(SELECT a FROM t)"), message);
        }
    }
}
