// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL runs no code and no SQL unless the application allows it. */
class CodeInUrlTest {
    private static final String PROPERTY = "io.github.safesqlite.allowCodeInUrl";

    @TempDir
    Path folder;

    @AfterEach
    void allowNoMore() {
        System.clearProperty(PROPERTY);
    }

    private String file() {
        return folder.resolve("app.db").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initSql=CREATE TABLE t(a)",
                "connectionInitSql=CREATE TABLE t(a)",
                "extensions=/tmp/any",
                "customizer=io.github.safesqlite.setup.TwiceCustomizer",
                "%69nitSql=CREATE TABLE t(a)"
            })
    void whatRunsCodeIsRefused(String parameter) {
        for (String url : new String[] {
            "jdbc:safesqlite:" + file() + "?" + parameter,
            "jdbc:sqlite:" + file() + "?" + parameter,
            "jdbc:safesqlite:file:" + file() + "?mode=rwc&" + parameter
        }) {
            SqliteConfigException refused =
                    assertThrows(SqliteConfigException.class, () -> SqliteConfig.fromUrl(url, new Properties()));
            assertEquals(1, refused.problems().size(), refused::getMessage);
            String problem = refused.problems().get(0);
            assertTrue(problem.contains("runs code"), problem);
            assertTrue(problem.contains("with the builder, a setter of the DataSource or in Properties"), problem);
            assertTrue(problem.contains(PROPERTY + "=true"), problem);
        }
        assertThrows(
                SQLException.class,
                () -> new SafeSqliteDriver().connect("jdbc:safesqlite:" + file() + "?" + parameter, new Properties()));
        try (var bean = new ConcurrencySafeSqliteDataSource()) {
            bean.setUrl("jdbc:safesqlite:" + file() + "?" + parameter);
            assertThrows(SQLException.class, bean::getConnection);
        } catch (SQLException unexpected) {
            throw new AssertionError(unexpected);
        }
        assertFalse(Files.exists(Path.of(file())));
    }

    /** To set it in a second place does not make what the URL asks for right. */
    @Test
    void thePropertiesDoNotHealTheUrl() {
        var properties = new Properties();
        properties.setProperty("initSql", "SELECT 1");
        assertThrows(
                SqliteConfigException.class,
                () -> SqliteConfig.fromUrl("jdbc:safesqlite::memory:?initSql=SELECT 2", properties));
    }

    @Test
    void theApplicationCanAllowIt() throws SQLException {
        System.setProperty(PROPERTY, "true");
        String url = "jdbc:safesqlite:" + file() + "?initSql=CREATE TEMP TABLE t AS SELECT twice(4) AS a&customizer="
                + TwiceCustomizer.class.getName();
        try (Connection connection = new SafeSqliteDriver().connect(url, new Properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT a FROM t")) {
            row.next();
            assertEquals(8, row.getInt(1));
        }
    }

    /** It only lets the application's own SQL load some, and the driver takes it. */
    @Test
    void enableLoadExtensionIsNoCode() throws SQLException {
        String url = "jdbc:safesqlite:" + file() + "?enable_load_extension=true";
        try (Connection connection = new SafeSqliteDriver().connect(url, new Properties());
                Statement statement = connection.createStatement()) {
            SQLException failure =
                    assertThrows(SQLException.class, () -> statement.executeQuery("SELECT load_extension('/')"));
            assertFalse(failure.getMessage().contains("not authorized"), failure::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=sa", "?user=sa&password=", "?password=none", "?user=&password=none&foreign_keys=on"})
    void userAndPasswordAreTakenAsTheDriverTakesThem(String parameters) throws SQLException {
        for (String prefix : new String[] {"jdbc:safesqlite:", "jdbc:sqlite:"}) {
            SqliteConfig config = SqliteConfig.fromUrl(prefix + file() + parameters, new Properties());
            assertEquals(
                    parameters.contains("none") ? "none" : null,
                    config.driverProperties().get("password"));
            try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
                dataSource.getConnection("sa", "secret").close();
                dataSource.getConnection(null, null).close();
            }
        }
        var properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", "none");
        try (Connection connection = new SafeSqliteDriver().connect("jdbc:safesqlite:" + file(), properties);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
        }
    }
}
