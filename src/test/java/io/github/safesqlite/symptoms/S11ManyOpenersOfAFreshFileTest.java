// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Setting the write-ahead log while others open the same file fails with SQLITE_BUSY or SQLITE_BUSY_RECOVERY at once,
 * before any busy timeout (crawshaw/sqlite#113, zombiezen/go-sqlite#34, tari-project/tari#7492).
 */
@Timeout(300)
class S11ManyOpenersOfAFreshFileTest {
    private static final int PROCESSES = 2;
    private static final int THREADS = 20;

    @TempDir
    Path folder;

    @Test
    void plainDriverFailsWhileAnotherWrites() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "DELETE");
        try (Connection other = Sql.plain(file)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            SQLException busy = assertThrows(SQLException.class, () -> Sql.plain(file, "journal_mode=WAL"));
            assertEquals(Sql.BUSY, busy.getErrorCode());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void opensWhileAnotherWrites(WayIn wayIn) throws Exception {
        Path file = folder.resolve("app.db");
        Sql.create(file, "DELETE");
        try (Connection other = Sql.plain(file)) {
            Sql.run(other, "BEGIN IMMEDIATE");
            CompletableFuture<Void> end = Sql.rollBackSoon(other);
            try (OpenDatabase database = wayIn.open(file);
                    Connection connection = database.connect()) {
                assertEquals(0, Sql.rows(connection));
                assertEquals("wal", journalMode(connection));
            }
            end.join();
        }
    }

    @Test
    void twoProcessesOpenAFreshFile() throws Exception {
        openTogether(3);
    }

    @Tag("soak")
    @Test
    void twoProcessesOpenManyFreshFiles() throws Exception {
        openTogether(100);
    }

    private void openTogether(int rounds) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start());
            }
            for (int round = 0; round < rounds; round++) {
                Path file = folder.resolve("fresh" + round + ".db");
                for (Process process : processes) {
                    OutputStream input = process.getOutputStream();
                    input.write((file + "\n").getBytes(StandardCharsets.UTF_8));
                    input.flush();
                }
                for (Process process : processes) {
                    assertEquals("ok", answer(process));
                }
                try (Connection connection = Sql.plain(file)) {
                    assertEquals("wal", journalMode(connection));
                    assertEquals(PROCESSES * THREADS, Sql.rows(connection));
                }
            }
        } finally {
            for (Process process : processes) {
                process.destroy();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Process start() throws Exception {
        Process process =
                ChildJvm.of(OpenerProcess.class, String.valueOf(THREADS)).start();
        assertEquals("ready", answer(process));
        return process;
    }

    private static String answer(Process process) throws Exception {
        // One character at a time, so that nothing of the next answer is taken.
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1)
                .readLine();
    }

    private static String journalMode(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA journal_mode")) {
            return row.getString(1);
        }
    }
}
