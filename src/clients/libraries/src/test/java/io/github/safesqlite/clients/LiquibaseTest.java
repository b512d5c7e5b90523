// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.JavaProcess;
import io.github.safesqlite.clients.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiquibaseTest {
    @TempDir
    Path folder;

    private static void update(DataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            try (var liquibase = new Liquibase("changelog/changes.sql", new ClassLoaderResourceAccessor(), database)) {
                liquibase.update(new Contexts());
            }
        }
    }

    private static void update(String file) throws Exception {
        Database database = DatabaseFactory.getInstance()
                .openDatabase(
                        "jdbc:safesqlite:" + file,
                        null,
                        null,
                        "io.github.safesqlite.SafeSqliteDriver",
                        null,
                        null,
                        null,
                        new ClassLoaderResourceAccessor());
        try (var liquibase = new Liquibase("changelog/changes.sql", new ClassLoaderResourceAccessor(), database)) {
            liquibase.update(new Contexts());
        }
    }

    /** Updates the file of the first argument by URL. */
    static final class Starter {
        private Starter() {}

        /** Updates. */
        public static void main(String[] arguments) throws Exception {
            update(arguments[0]);
        }
    }

    private static void assertUpdated(DatabaseFile file) throws Exception {
        assertEquals(3, file.number("SELECT count(*) FROM customer WHERE active = 1"));
        assertEquals(3, file.number("SELECT count(*) FROM DATABASECHANGELOG"));
        assertEquals(1, file.number("SELECT count(*) FROM DATABASECHANGELOGLOCK WHERE LOCKED = 0"));
    }

    @Test
    void updatesByDataSource() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            update(file.dataSource());
            update(file.dataSource());
            assertUpdated(file);
        }
    }

    @Test
    void updatesByUrl() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            update(file.path().toString());
            update(file.path().toString());
            assertUpdated(file);
        }
    }

    @Test
    void threeThreadsStartOnAFreshFile() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            Workers.run(3, worker -> {
                if (worker == 0) {
                    update(file.path().toString());
                } else {
                    update(file.dataSource());
                }
            });
            assertUpdated(file);
        }
    }

    @Test
    void threeProcessesStartOnAFreshFile() throws Exception {
        try (var file = DatabaseFile.in(folder)) {
            JavaProcess.runTogether(3, Starter.class, file.path().toString());
            assertUpdated(file);
        }
    }
}
