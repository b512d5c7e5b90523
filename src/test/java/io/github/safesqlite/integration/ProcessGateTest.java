// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes on one file write in turns. */
class ProcessGateTest {
    private static final String INSERT = "INSERT INTO t VALUES (1)";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private Path gateFile() {
        return folder.resolve("app.db-gate");
    }

    private ConcurrencySafeSqliteDataSource open() throws Exception {
        return open(Duration.ofSeconds(60));
    }

    private ConcurrencySafeSqliteDataSource open(Duration writeTimeout) throws Exception {
        SqliteConfig config =
                GateProcess.config(file()).writeTimeout(writeTimeout).build();
        var dataSource = new ConcurrencySafeSqliteDataSource(config);
        Sql.execute(dataSource, "CREATE TABLE IF NOT EXISTS t (x)");
        return dataSource;
    }

    @Test
    void whatTwoProcessesWriteIsAllThere() throws Exception {
        try (var dataSource = open();
                var other = new GateProcess(file());
                Connection connection = dataSource.getConnection()) {
            other.start(2000, INSERT);
            for (int writes = 0; writes < 2000; writes++) {
                Sql.execute(connection, INSERT);
            }
            other.await();
            assertEquals(4000, Sql.rows(dataSource));
        }
    }

    @Test
    void aWriterWaitsForATransactionOfAnotherProcess() throws Exception {
        try (var dataSource = open();
                var other = new GateProcess(file())) {
            other.run("BEGIN IMMEDIATE");
            other.run(INSERT);
            CompletableFuture<Void> writer = Sql.soon(() -> Sql.execute(dataSource, INSERT));
            Waiting.untilWaiting(dataSource, 1);
            assertFalse(writer.isDone());
            other.run("COMMIT");
            writer.get(60, TimeUnit.SECONDS);
            assertEquals(2, Sql.rows(dataSource));
        }
    }

    @Test
    void theRightOfAKilledProcessIsFree() throws Exception {
        try (var dataSource = open();
                var other = new GateProcess(file())) {
            other.run("BEGIN IMMEDIATE");
            other.run(INSERT);
            CompletableFuture<Void> writer = Sql.soon(() -> Sql.execute(dataSource, INSERT));
            Waiting.untilWaiting(dataSource, 1);
            other.close();
            writer.get(60, TimeUnit.SECONDS);
            assertEquals(1, Sql.rows(dataSource));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signal that stops a process")
    void aTimeoutNamesAStoppedProcess() throws Exception {
        try (var dataSource = open(Duration.ofMillis(500));
                var other = new GateProcess(file())) {
            other.run("BEGIN IMMEDIATE");
            other.run(INSERT);
            other.signal("STOP");
            WriteGateTimeoutException timeout =
                    assertThrows(WriteGateTimeoutException.class, () -> Sql.execute(dataSource, INSERT));
            String message = timeout.getMessage();
            assertTrue(message.contains("Another process (" + other.pid() + ", "), message);
            assertTrue(message.contains(") has had the right to write for "), message);
            other.signal("CONT");
            other.run("COMMIT");
            Sql.execute(dataSource, INSERT);
            assertEquals(2, Sql.rows(dataSource));
        }
    }

    @Test
    void aDeletedFileIsReplaced() throws Exception {
        try (var dataSource = open();
                var other = new GateProcess(file())) {
            other.run(INSERT);
            assertTrue(Files.exists(gateFile()));
            Files.delete(gateFile());
            other.run(INSERT);
            Waiting.until(() -> {
                Sql.execute(dataSource, INSERT);
                other.run(INSERT);
                return Files.exists(gateFile());
            });
        }
    }

    @Test
    void withoutAFileThereIsNoGate() throws Exception {
        Files.createDirectory(gateFile());
        try (var dataSource = open();
                var other = new GateProcess(file())) {
            other.run(INSERT);
            Sql.execute(dataSource, INSERT);
            assertEquals(2, Sql.rows(dataSource));
        }
        assertTrue(Files.isDirectory(gateFile()));
    }

    @Test
    void whoOnlyReadsLeavesNoFile() throws Exception {
        open().close();
        Files.delete(gateFile());
        try (var dataSource =
                new ConcurrencySafeSqliteDataSource(GateProcess.config(file()).build())) {
            assertEquals(0, Sql.rows(dataSource));
        }
        assertFalse(Files.exists(gateFile()));
    }
}
