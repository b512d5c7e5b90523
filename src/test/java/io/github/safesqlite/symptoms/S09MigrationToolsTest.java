// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Symptom 9: Flyway and Liquibase keep their history through one connection and migrate through another, and locked
 * themselves out. Here they migrate WAL files, empty and in use, through every way in.
 */
class S09MigrationToolsTest {
    @TempDir
    Path folder;

    private OpenDatabase open(WayIn way) throws Exception {
        return way.open(folder.resolve("app.db").toString());
    }

    private static String answer(OpenDatabase database, String sql) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next(), sql);
            return rows.getString(1);
        }
    }

    private static Flyway flyway(OpenDatabase database) {
        return Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:migrations")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private static void liquibase(OpenDatabase database) throws Exception {
        try (var liquibase = new Liquibase(
                "changelog/changes.sql",
                new ClassLoaderResourceAccessor(),
                DatabaseFactory.getInstance()
                        .findCorrectDatabaseImplementation(new JdbcConnection(database.connect())))) {
            liquibase.update(new Contexts());
        }
    }

    private static void assertMigrated(OpenDatabase database) throws Exception {
        assertEquals("wal", answer(database, "PRAGMA journal_mode"));
        assertEquals("3", answer(database, "SELECT count(*) FROM customer WHERE active = 1"));
        database.run("INSERT INTO customer (name) VALUES ('after')");
        assertEquals("4", answer(database, "SELECT count(*) FROM customer"));
    }

    @ParameterizedTest
    @Through.EachWay
    void flywayMigratesAnEmptyFile(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            assertEquals(3, flyway(database).migrate().migrationsExecuted);
            assertEquals("EDSGER", answer(database, "SELECT name FROM active_customer WHERE id = 3"));
            assertMigrated(database);
            assertEquals(0, flyway(database).migrate().migrationsExecuted);
            flyway(database).validate();
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void flywayMigratesAFileInUse(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            database.run("CREATE TABLE older (a)");
            database.run("INSERT INTO older VALUES (1), (2)");
            try (Connection reader = database.connect();
                    Statement statement = reader.createStatement();
                    ResultSet open = statement.executeQuery("SELECT a FROM older")) {
                assertTrue(open.next());
                assertEquals(3, flyway(database).migrate().migrationsExecuted);
                assertTrue(open.next());
            }
            assertMigrated(database);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "URL_IN_HIKARI"})
    void twoFlywaysMigrateOneFileTogether(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            Workers.run(2, worker -> flyway(database).migrate());
            assertMigrated(database);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void liquibaseMigratesAnEmptyFile(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            liquibase(database);
            liquibase(database);
            assertMigrated(database);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void liquibaseMigratesAFileInUse(WayIn way) throws Exception {
        try (OpenDatabase database = open(way)) {
            database.run("CREATE TABLE older (a)");
            database.run("INSERT INTO older VALUES (1), (2)");
            try (Connection reader = database.connect();
                    Statement statement = reader.createStatement();
                    ResultSet open = statement.executeQuery("SELECT a FROM older")) {
                assertTrue(open.next());
                liquibase(database);
                assertTrue(open.next());
            }
            assertMigrated(database);
        }
    }
}
