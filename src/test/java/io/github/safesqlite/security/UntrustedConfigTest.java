// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What contradicts {@code untrusted=true} is an error that names both, wherever each was set. */
class UntrustedConfigTest {
    @TempDir
    Path folder;

    private static Properties untrusted() {
        var properties = new Properties();
        properties.setProperty("untrusted", "true");
        return properties;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enable_load_extension=true",
                "ENABLE_LOAD_EXTENSION=TRUE",
                "trusted_schema=on",
                "cell_size_check=0",
                "mmap_size=1MiB",
                "limit_attached=1",
                "limit_attached=-1",
                "limit_length=1000001",
                "limit_sql_length=-1"
            })
    void aUrlTakesNoGuardAway(String parameter) {
        String url = "jdbc:safesqlite:" + folder.resolve("app.db") + "?" + parameter;
        SqliteConfig.fromUrl(url, new Properties());
        for (String given : new String[] {url, url + "&untrusted=true", url + "&untrusted=false"}) {
            SqliteConfigException refused =
                    assertThrows(SqliteConfigException.class, () -> SqliteConfig.fromUrl(given, untrusted()));
            String problem = refused.problems().get(0);
            assertTrue(problem.contains("untrusted=true"), problem);
            assertTrue(
                    problem.startsWith(
                            parameter.substring(0, parameter.indexOf('=')).toLowerCase()),
                    problem);
        }
        try (var bean = new ConcurrencySafeSqliteDataSource()) {
            bean.setUntrusted(true);
            bean.setUrl(url + "&untrusted=false");
            assertThrows(SQLException.class, bean::getConnection);
        } catch (SQLException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void aResourceFromAnywhereIsRefused() {
        for (String name : new String[] {":resource:sample.db", ":resource:http://127.0.0.1:1/sample.db"}) {
            SqliteConfigException refused = assertThrows(
                    SqliteConfigException.class, () -> SqliteConfig.fromUrl("jdbc:sqlite:" + name, untrusted()));
            assertTrue(refused.getMessage().contains("untrusted=true"), refused::getMessage);
            assertTrue(SqliteConfig.fromUrl("jdbc:sqlite:" + name, new Properties())
                    .isResource());
        }
    }

    /** The application knows which limits its statements need; a stranger can only lower them. */
    @Test
    void theApplicationSetsOtherLimits() throws SQLException {
        Path file = folder.resolve("app.db");
        SqliteConfig config = SqliteConfig.builder(file)
                .untrusted(true)
                .option("limit_expr_depth", "20")
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            assertEquals(16, Sql.ask(dataSource, "SELECT 1" + "+1".repeat(15)));
            assertThrows(SQLException.class, () -> Sql.ask(dataSource, "SELECT 1" + "+1".repeat(20)));
        }
        SqliteConfig lower = SqliteConfig.fromUrl("jdbc:safesqlite:" + file + "?limit_expr_depth=5", untrusted());
        try (var dataSource = new ConcurrencySafeSqliteDataSource(lower)) {
            assertThrows(SQLException.class, () -> Sql.ask(dataSource, "SELECT 1" + "+1".repeat(7)));
        }
    }

    @Test
    void thePropertiesOverrideALimitOfTheUrl() {
        Properties properties = untrusted();
        properties.setProperty("limit_expr_depth", "20");
        String url = "jdbc:safesqlite:" + folder.resolve("app.db") + "?limit_expr_depth=30";
        assertEquals(
                "20", SqliteConfig.fromUrl(url, properties).driverProperties().get("limit_expr_depth"));
    }
}
