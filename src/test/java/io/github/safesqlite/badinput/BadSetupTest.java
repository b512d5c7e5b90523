// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static io.github.safesqlite.badinput.Mistakes.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.error.OpenFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** A DataSource that is put together wrongly, or around something odd. */
class BadSetupTest {
    @TempDir
    Path directory;

    private SqliteConfigBuilder builder() {
        return SqliteConfig.builder(directory.resolve("app.db"));
    }

    private static String says(Class<? extends Exception> type, Executable call) {
        return String.valueOf(assertThrows(type, call).getMessage());
    }

    @Test
    @SuppressWarnings("NullAway") // That is the mistake.
    void nullIsNamedAndOpensNothing() {
        SqliteConfig config = builder().build();
        DataSource nothing = null;
        assertEquals(
                "existing",
                says(
                        NullPointerException.class,
                        () -> ConcurrencySafeSqliteDataSource.wrap(nothing, config)
                                .close()));
        assertEquals(
                "config", says(NullPointerException.class, () -> new ConcurrencySafeSqliteDataSource(null).close()));
        assertEquals("file", says(NullPointerException.class, () -> SqliteConfig.builder((String) null)));
        assertTrue(Files.notExists(directory.resolve("app.db")), "nothing was opened in its place");
    }

    @Test
    void objectThatIsNoMetricRegistryIsRefused() {
        SqliteConfig config = builder().metricRegistry("metrics").build();
        assertSays(
                says(IllegalArgumentException.class, () -> new ConcurrencySafeSqliteDataSource(config).close()),
                "app: metricRegistry",
                "com.codahale.metrics.MetricRegistry",
                "java.lang.String");
    }

    @Test
    void textOutOfRangeIsQuoted() {
        assertSays(
                says(SqliteConfigException.class, () -> builder().poolName(" ").build()),
                "poolName must be at least one character, was \" \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode=ro", "mode=rw"})
    void fileThatMustExistIsMissed(String mode) {
        SqliteConfig config = SqliteConfig.builder("file:" + directory.resolve("absent.db") + "?" + mode)
                .build();
        assertSays(
                says(OpenFailedException.class, () -> new ConcurrencySafeSqliteDataSource(config).close()),
                "absent.db",
                "does not exist",
                "remove " + mode + ".");
        assertTrue(Files.notExists(directory.resolve("absent.db")));
    }

    @Test
    void connectionThatIsNoneOfThatTypeSaysSo() throws SQLException {
        try (ConcurrencySafeSqliteDataSource dataSource =
                        new ConcurrencySafeSqliteDataSource(builder().build());
                Connection connection = dataSource.getConnection()) {
            assertSays(says(SQLException.class, () -> connection.unwrap(String.class)), "java.lang.String");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite::memory:", "jdbc:sqlite:file:odd?mode=memory&cache=shared"})
    void databaseInMemoryOfSomebodyElseNeedsNoWriteAheadLog(String url) throws SQLException {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl(url);
        try (Connection keeper = memory.getConnection();
                ConcurrencySafeSqliteDataSource dataSource = ConcurrencySafeSqliteDataSource.wrap(
                        memory, SqliteConfig.builder("ignored.db").build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
            assertEquals(1, statement.executeUpdate("INSERT INTO t VALUES (1)"));
            assertEquals("ignored", dataSource.config().poolName());
            assertEquals(":memory:", dataSource.snapshot().file());
            assertTrue(keeper.isValid(1));
        }
    }
}
