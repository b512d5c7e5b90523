// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file system is mounted read-only while the database is in use, as an administrator does, and writable again. */
@EnabledOnOs(OS.LINUX)
class ReadOnlyMountTest {
    @TempDir
    Path folder;

    private Path mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = Files.createDirectory(folder.resolve("mounted"));
        assumeTrue(runs("mount", "--bind", mounted.toString(), mounted.toString()), "only root may mount");
    }

    @AfterEach
    void unmount() throws Exception {
        runs("umount", mounted.toString());
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private boolean remount(String how) throws InterruptedException {
        return runs("mount", "-o", "remount,bind," + how, mounted.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void writesAreRefusedUntilItIsWritableAgain(String journalMode) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(mounted.resolve("app.db"))
                .pragma("journal_mode", journalMode)
                .build())) {
            Sql.run(dataSource, "create table t (a)");
            Sql.run(dataSource, "insert into t values (1)");
            // The system refuses as long as a file is open for writing.
            Waiting.until(() -> {
                dataSource.softEvict();
                return remount("ro");
            });
            for (int attempt = 0; attempt < 3; attempt++) {
                SQLException refused =
                        assertThrows(SQLException.class, () -> Sql.run(dataSource, "insert into t values (2)"));
                String message = refused.getMessage();
                assertTrue(message.contains("cannot be written") || message.contains("is not writable"), message);
                assertTrue(message.endsWith("."), message);
            }
            InvariantExtension.assertUnused(dataSource);
            assertTrue(remount("rw"));
            Sql.run(dataSource, "insert into t values (3)");
            assertEquals("1,3", Sql.text(dataSource, "select group_concat(a) from t"));
            assertEquals("ok", Sql.text(dataSource, "pragma integrity_check"));
            InvariantExtension.assertUnused(dataSource);
        }
    }
}
