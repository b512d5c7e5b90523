// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.sample.http.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    @TempDir
    private Path directory;

    private Path target;
    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws Exception {
        target = directory.resolve("backup.db");
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("app.db").toString()).build());
    }

    @AfterEach
    void close() throws Exception {
        dataSource.close();
    }

    @Test
    void whatAnInterruptedBackupHasLeftIsDeleted() throws Exception {
        String part = ".backup.db." + UUID.randomUUID() + ".part";
        Path left = Files.createFile(directory.resolve(part));
        Path journal = Files.createFile(directory.resolve(part + "-journal"));
        Path ofAnother = Files.createFile(directory.resolve(".other.db." + UUID.randomUUID() + ".part"));

        new Backups(dataSource, target);

        assertFalse(Files.exists(left));
        assertFalse(Files.exists(journal));
        assertTrue(Files.exists(ofAnother));
    }

    @Test
    void theCopyOfABackupThatRunsIsKept() throws Exception {
        Path copy = Files.createFile(directory.resolve(".backup.db." + UUID.randomUUID() + ".part"));
        try (BackupLock another = BackupLock.tryTake(lockFile()).orElseThrow()) {
            new Backups(dataSource, target);
            assertTrue(Files.exists(copy));
        }
    }

    @Test
    void aBackupIsRefusedWhileAnotherInstanceMakesOne() throws Exception {
        Backups backups = new Backups(dataSource, target);
        try (BackupLock another = BackupLock.tryTake(lockFile()).orElseThrow()) {
            Problem refused = assertThrows(Problem.class, backups::start);
            assertEquals(409, refused.status());
            assertEquals("Another instance makes a backup.", refused.detail());
        }
        assertEquals(Backups.State.NONE, backups.status().state());

        backups.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> backups.status().state() == Backups.State.COMPLETE);
        BackupLock.tryTake(lockFile()).orElseThrow().close();
    }

    private Path lockFile() {
        return directory.resolve("backup.db.lock");
    }
}
