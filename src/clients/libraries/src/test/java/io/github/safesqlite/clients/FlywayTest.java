// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.JavaProcess;
import io.github.safesqlite.clients.testing.Workers;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Migrates the file of the first argument by URL. */
    static final class Starter {
        private Starter() {}

        /** Migrates. */
        public static void main(String[] arguments) {
            byUrl(arguments[0]).migrate();
        }
    }

    @Test
    void threeProcessesStartOnAFreshFile() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            JavaProcess.runTogether(3, Starter.class, file.path().toString());
            assertMigrated(file);
        }
    }

    /** Migrates the file of the first argument. */
    static final class Migrating {
        private Migrating() {}

        /** Migrates by URL, then, with nothing left to do, by DataSource. */
        public static void main(String[] arguments) throws Exception {
            int executed = byUrl(arguments[0]).migrate().migrationsExecuted;
            try (var dataSource = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(arguments[0]).build())) {
                executed += byDataSource(dataSource).migrate().migrationsExecuted;
            }
            System.exit(executed == 3 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.5.13", "11.7.2"})
    void olderOnesMigrateToo(String version) throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            JavaProcess.start(with(version), Migrating.class, file.path().toString())
                    .assertSuccess();
            assertMigrated(file);
        }
    }

    private static String with(String version) {
        String separator = System.getProperty("path.separator");
        Path older = Path.of("target", "older-flyway").toAbsolutePath();
        return Stream.concat(
                        Stream.of(
                                older.resolve("flyway-core-" + version + ".jar").toString()),
                        Stream.concat(
                                Stream.of(JavaProcess.classPath().split(separator))
                                        .filter(entry -> !entry.contains("flyway-core")),
                                Stream.of("jackson-dataformat-toml-2.15.2.jar", "gson-2.10.1.jar")
                                        .map(older::resolve)
                                        .map(Path::toString)))
                .collect(Collectors.joining(separator));
    }
}
