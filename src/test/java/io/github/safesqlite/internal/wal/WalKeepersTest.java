// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalKeepersTest {
    @TempDir
    Path directory;

    /** A test before this may have left a DataSource to be closed. */
    @BeforeEach
    void nobodyElse() {
        await().atMost(Duration.ofSeconds(60)).until(() -> WalKeepers.inUse() == 0);
    }

    private ConcurrencySafeSqliteDataSource open(String poolName) throws Exception {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .poolName(poolName)
                .build());
    }

    @Test
    void twoDataSourcesOnAFileShareOneKeeperThatEndsWithTheLast() throws Exception {
        try (ConcurrencySafeSqliteDataSource first = open("first")) {
            try (ConcurrencySafeSqliteDataSource second = open("second")) {
                assertEquals(first.config().file(), second.config().file());
                assertEquals(1, WalKeepers.inUse());
            }
            assertEquals(1, WalKeepers.inUse());
        }
        assertEquals(0, WalKeepers.inUse());
    }

    @Test
    void databaseInMemoryHasNoKeeper() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(":memory:").poolName("memory").build())) {
            assertEquals("memory", dataSource.config().poolName());
            assertEquals(0, WalKeepers.inUse());
        }
    }
}
