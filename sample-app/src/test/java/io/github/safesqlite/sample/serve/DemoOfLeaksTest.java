// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.dashboard.Demo;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The button says that the log reports the leak within ten seconds. */
class DemoOfLeaksTest {
    private static final Duration EARLY = Duration.ofSeconds(6);

    @TempDir
    private Path folder;

    @Test
    void thisLibraryReportsEarly() throws Exception {
        try (ServiceDatabase database = open(PoolKind.SAFE, Set.of(Demo.Mistake.LEAK))) {
            var safe = (ConcurrencySafeSqliteDataSource) database.dataSource();
            assertEquals(EARLY, safe.config().leakDetectionThreshold().orElseThrow());
        }
    }

    @Test
    void hikariReportsEarlyInTheDemoOnly() throws Exception {
        try (ServiceDatabase database = open(PoolKind.HIKARI, Set.of(Demo.Mistake.LEAK))) {
            var hikari = (HikariDataSource) database.dataSource();
            assertEquals(EARLY.toMillis(), hikari.getLeakDetectionThreshold());
        }
        try (ServiceDatabase database = open(PoolKind.HIKARI, Set.of())) {
            assertEquals(0, ((HikariDataSource) database.dataSource()).getLeakDetectionThreshold());
        }
    }

    private ServiceDatabase open(PoolKind pool, Set<Demo.Mistake> mistakes) throws SQLException {
        var file = new DatabaseLocation.SqliteFile(folder.resolve("service.db"));
        return ServiceDatabase.open(TestSettings.of(file, pool, 0, mistakes));
    }
}
