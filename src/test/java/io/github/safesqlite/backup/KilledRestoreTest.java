// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it restores or backs up: the database, and the last backup, are the old ones or the new ones. */
class KilledRestoreTest {
    private static final int ROUNDS = 3;
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    @Test
    void contentIsTheOldOrTheNewAndNeverAMixture() throws Exception {
        create("one.db", 1);
        create("two.db", 2);
        create("app.db", 1);
        var random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            killOne(1 + random.nextInt(8), random.nextInt(20_000_000));
            assertWhole(folder.resolve("app.db"), round);
            Path copy = folder.resolve("copy.db");
            if (Files.exists(copy)) {
                assertWhole(copy, round);
            }
        }
    }

    private void create(String name, int content) throws SQLException {
        var config = SqliteConfig.builder(folder.resolve(name)).pragma("journal_mode", "DELETE");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config.build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table t (content integer, body blob)");
            statement.executeUpdate(
                    "insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < " + ROWS
                            + ") select " + content + ", zeroblob(2000) from n");
        }
    }

    private void killOne(int lines, int delayNanos) throws Exception {
        Process child = ChildJvm.of(RestoringProcess.class, folder.toString()).start();
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            for (int line = 0; line < lines; line++) {
                assertTrue(out.readLine() != null, "it ended by itself");
            }
            CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS)
                    .execute(child.toHandle()::destroyForcibly);
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        }
        assertEquals(128 + 9, child.exitValue(), "killed, and not ended by a failure of its own");
    }

    private static void assertWhole(Path file, int round) throws SQLException {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet check = statement.executeQuery("pragma integrity_check")) {
                check.next();
                assertEquals("ok", check.getString(1), () -> file + " in round " + round);
            }
            try (ResultSet rows = statement.executeQuery("select count(*), count(distinct content) from t")) {
                rows.next();
                assertEquals(ROWS, rows.getInt(1), () -> file + " in round " + round);
                assertEquals(1, rows.getInt(2), () -> file + " in round " + round);
            }
        }
    }
}
