// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static io.github.safesqlite.badinput.Mistakes.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.testing.Sql;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteDataSource;

/** What SQLite can not survive: the same file through two copies of SQLite in one process, or by two names. */
class TwoWaysToOneFileTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("app.db");
    }

    private ConcurrencySafeSqliteDataSource open(Path file) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
    }

    /** The library and all that it needs, once more, as in a second web application. */
    private static URLClassLoader secondCopy() {
        URL[] places = List.of(
                        ConcurrencySafeSqliteDataSource.class, JDBC.class, LoggerFactory.class, MetricRegistry.class)
                .stream()
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        return new URLClassLoader(places, ClassLoader.getPlatformClassLoader());
    }

    private static DataSource dataSourceOf(ClassLoader loader, Path file) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(ConcurrencySafeSqliteDataSource.class.getName());
        assertNotSame(ConcurrencySafeSqliteDataSource.class, type);
        DataSource dataSource = (DataSource) type.getConstructor().newInstance();
        type.getMethod("setUrl", String.class).invoke(dataSource, "jdbc:safesqlite:" + file);
        return dataSource;
    }

    private static void insert(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS t (a)");
            statement.execute("INSERT INTO t VALUES (1)");
        }
    }

    @Test
    void secondCopyOfTheDriverIsRefusedWhileTheFirstHasTheFileOpen() throws Exception {
        try (URLClassLoader loader = secondCopy()) {
            DataSource second = dataSourceOf(loader, file());
            try (ConcurrencySafeSqliteDataSource first = open(file());
                    ConcurrencySafeSqliteDataSource alsoFirst = open(file());
                    Connection byUrl = DriverManager.getConnection("jdbc:safesqlite:" + file())) {
                insert(first);
                SQLException failure = assertThrows(SQLException.class, second::getConnection);
                assertEquals(
                        OpenFailedException.class.getName(), failure.getClass().getName());
                assertSays(
                        String.valueOf(failure.getMessage()),
                        file().toRealPath().toString(),
                        "another class loader",
                        "Close the DataSource there first");
                byUrl.close();
                alsoFirst.close();
                assertThrows(SQLException.class, second::getConnection);
            }
            insert(second);
            SQLException failure = assertThrows(SQLException.class, () -> open(file()));
            assertInstanceOf(OpenFailedException.class, failure);
            ((AutoCloseable) second).close();
            try (ConcurrencySafeSqliteDataSource first = open(file())) {
                insert(first);
                assertEquals(3, Sql.rows(first));
            }
        }
    }

    @Test
    void hardLinkIsRefusedWhileTheFileIsOpenByItsOtherName() throws Exception {
        Path link = directory.resolve("link.db");
        try (ConcurrencySafeSqliteDataSource first = open(file())) {
            insert(first);
            Files.createLink(link, file());
            String message = String.valueOf(
                    assertThrows(OpenFailedException.class, () -> open(link)).getMessage());
            assertSays(
                    message, link.getFileName().toString(), file().getFileName().toString(), "Use one name");
            SQLiteDataSource plain = new SQLiteDataSource();
            plain.setUrl("jdbc:sqlite:" + Files.createSymbolicLink(directory.resolve("symbolic.db"), file()));
            try (var wrap = ConcurrencySafeSqliteDataSource.wrap(
                    plain, SqliteConfig.builder("ignored.db").build())) {
                insert(wrap);
            }
        }
        try (ConcurrencySafeSqliteDataSource alone = open(link)) {
            assertEquals(2, Sql.rows(alone));
        }
    }
}
