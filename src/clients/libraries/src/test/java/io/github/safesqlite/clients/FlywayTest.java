// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.Workers;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlywayTest {
    @TempDir
    Path folder;

    private static Flyway byDataSource(DataSource dataSource) {
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:migrations")
                .load();
        return flyway;
    }

    private static Flyway byUrl(String file) {
        Flyway flyway = Flyway.configure()
                .dataSource("jdbc:safesqlite:" + file, null, null)
                .locations("classpath:migrations")
                .load();
        return flyway;
    }

    private static void assertMigrated(DatabaseFile file) throws Exception {
        assertEquals(3, file.number("SELECT count(*) FROM active_customer"));
        assertEquals(3, file.number("SELECT count(*) FROM flyway_schema_history WHERE success"));
    }

    @Test
    void migratesByDataSource() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            assertEquals(3, byDataSource(file.dataSource()).migrate().migrationsExecuted);
            assertEquals(0, byDataSource(file.dataSource()).migrate().migrationsExecuted);
            assertTrue(byDataSource(file.dataSource()).validateWithResult().validationSuccessful);
            assertMigrated(file);
        }
    }

    @Test
    void migratesByUrl() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            assertEquals(3, byUrl(file.path().toString()).migrate().migrationsExecuted);
            assertEquals(0, byUrl(file.path().toString()).migrate().migrationsExecuted);
            assertTrue(byUrl(file.path().toString()).validateWithResult().validationSuccessful);
            assertMigrated(file);
        }
    }

    @Test
    void startersMigrateAFreshFileOneAfterTheOther() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            var executed = new AtomicInteger();
            Workers.run(4, worker -> {
                Flyway flyway = worker % 2 == 0
                        ? byDataSource(file.dataSource())
                        : byUrl(file.path().toString());
                executed.addAndGet(flyway.migrate().migrationsExecuted);
            });
            assertEquals(3, executed.get());
            assertMigrated(file);
        }
    }
}
