// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes have the same task for one file. */
class ProcessesTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private final List<Process> children = new ArrayList<>();

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table run (id integer primary key)");
        }
    }

    @AfterEach
    void close() throws Exception {
        dataSource.close();
        for (Process child : children) {
            assertTrue(child.destroyForcibly().waitFor(60, TimeUnit.SECONDS));
        }
    }

    private Process child(String mode) throws IOException {
        Process child = ChildJvm.of(
                        MaintainingProcess.class, folder.resolve("app.db").toString(), mode)
                .start();
        children.add(child);
        return child;
    }

    private static String lineOf(Process child) throws IOException {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private int runs() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from run")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void oneOfThreeProcessesRunsTheTask() throws Exception {
        Process first = child("once");
        Process second = child("once");
        MaintainingProcess.addDaily(dataSource);
        assertEquals("past", lineOf(first));
        assertEquals("past", lineOf(second));
        assertEquals(1, runs());
    }

    @Test
    void theLeaseOfAKilledProcessIsFree() throws Exception {
        Process holder = child("endless");
        assertEquals("running", lineOf(holder));
        try (FileChannel ledger = FileChannel.open(folder.resolve("app.db-maintenance"), StandardOpenOption.WRITE)) {
            assertNull(ledger.tryLock());
        }
        MaintainingProcess.addDaily(dataSource);
        assertEquals(0, runs());
        assertTrue(holder.destroyForcibly().waitFor(60, TimeUnit.SECONDS));
        Waiting.until(() -> runs() == 1);
    }
}
