// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.CapturedLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalStayTest {
    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource open(String poolName) throws Exception {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .poolName(poolName)
                .build());
    }

    @Test
    void twoDataSourcesOnAFileShareOneKeeperThatEndsWithTheLast() throws Exception {
        SharedFile shared;
        try (ConcurrencySafeSqliteDataSource first = open("first")) {
            shared = SharedFiles.acquire(FileKey.of(directory.resolve("app.db")));
            WalKeeper keeper = shared.part(WalKeeper.class);
            assertNotNull(keeper);
            try (ConcurrencySafeSqliteDataSource second = open("second")) {
                assertEquals(first.config().file(), second.config().file());
                assertSame(keeper, shared.part(WalKeeper.class));
            }
            assertSame(keeper, shared.part(WalKeeper.class));
        }
        assertNull(shared.part(WalKeeper.class));
        SharedFiles.release(shared);
    }

    /** The last user has left, and what runs in the background looks once more before it is ended. */
    @Test
    void aLookAfterTheLastUserHasLeftFindsNothingWrong() throws Exception {
        Path file = directory.resolve("app.db");
        open("first").close();
        SharedFile shared = SharedFiles.acquire(FileKey.of(file));
        try (CapturedLog log = new CapturedLog()) {
            new WalKeeper(file, shared.gate(), Ticker.system()).look();
            assertEquals(List.of(), log.problems());
        } finally {
            SharedFiles.release(shared);
        }
    }

    @Test
    void databaseInMemoryHasNoKeeper() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder("file:/kept?vfs=memdb").poolName("memory").build())) {
            assertEquals("memory", dataSource.config().poolName());
            assertTrue(SharedFiles.isInUse(FileKey.memory("/kept")));
            SharedFile shared = SharedFiles.acquire(FileKey.memory("/kept"));
            assertNull(shared.part(WalKeeper.class));
            SharedFiles.release(shared);
        }
    }
}
