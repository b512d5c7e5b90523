// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.flyway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.database.sqlite.SQLiteDatabaseType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flyway takes URLs of this library as it takes those of the driver, whose URLs stay with Flyway's own type. */
class FlywayUrlTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:safesqlite:", "jdbc:sqlite:", "JDBC:SafeSqlite:"})
    void flywayMigratesByUrl(String prefix) throws Exception {
        String file = folder.resolve("app.db").toString();
        Flyway flyway = Flyway.configure()
                .dataSource(prefix + file, null, null)
                .locations("classpath:migrations")
                .load();
        assertEquals(3, flyway.migrate().migrationsExecuted);
        try (Connection connection = DriverManager.getConnection("jdbc:safesqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM active_customer")) {
            assertEquals(3, rows.getInt(1));
        }
    }

    @Test
    void eachUrlHasOneType() {
        var configuration = new FluentConfiguration();
        assertInstanceOf(
                SafeSqliteDatabaseType.class,
                only(DatabaseTypeRegister.getDatabaseTypesForUrl("jdbc:safesqlite:app.db", configuration)));
        assertEquals(
                SQLiteDatabaseType.class,
                only(DatabaseTypeRegister.getDatabaseTypesForUrl("jdbc:sqlite:app.db", configuration))
                        .getClass());
    }

    private static Object only(List<?> found) {
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }
}
