// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

/** Every sort of URL that sqlite-jdbc opens is opened here too, on the same file and with the same effect. */
class EveryUrlTest {
    private static final Driver PLAIN = new JDBC();
    private static final Driver OURS = new SafeSqliteDriver();

    @TempDir
    Path folder;

    private Path ours;
    private Path plain;

    @BeforeEach
    void makeFolders() throws IOException {
        ours = Files.createDirectory(folder.resolve("ours"));
        plain = Files.createDirectory(folder.resolve("plain"));
    }

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void resetClassLoader() {
        Thread.currentThread().setContextClassLoader(before);
    }

    /** Each with DIR for a folder. Which files there are afterwards, and what is in the database, is the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DIR/app.db",
                "DIR/no extension",
                "DIR/50% of.db",
                "DIR/a+b.db",
                "DIR/a#b.db",
                "DIR/b\u00fccher.db",
                "DIR/\u65e5\u672c.db",
                "DIR/app.db?",
                "DIR/app.db?&",
                "DIR/app.db?journal_mode=WAL",
                "DIR/app.db?JOURNAL_MODE=WAL",
                "DIR/app.db? journal_mode = WAL ",
                "DIR/app.db?journal_mode=DELETE&journal_mode=WAL",
                "DIR/app.db?foreign_keys=on&foreign_keys=off",
                "DIR/app.db?foreign_keys=off&foreign_keys=true",
                "DIR/app.db?shared_cache=true",
                "DIR/app.db?open_mode=6",
                "DIR/app.db?date_string_format=yyyy-MM-dd HH:mm",
                "DIR/app.db?user_version=5&application_id=7",
                "file:DIR/app.db",
                "file://DIR/app.db",
                "file://localhostDIR/app.db",
                "file:DIR/a%20b.db",
                "file:DIR/a b.db",
                "file:DIR/b\u00fccher.db",
                "file:DIR/b%C3%BCcher.db",
                "file:DIR/app.db#part",
                "file:DIR/app.db?x=1",
                "file:DIR/app.db?x=1&y",
                "file:DIR/app.db?mode=rwc",
                "file:DIR/app.db?cache=shared",
                "file:DIR/app.db?cache=private&psow=1",
                "file:DIR/app.db?cache=shared&mode=rwc&foreign_keys=true",
                "file:DIR/app.db?nolock=0&user_version=3",
                ""
            })
    void opensTheSame(String form) throws Exception {
        // Properties count for nothing here, and frameworks give a user.
        var properties = new Properties();
        properties.setProperty("user", "sa");
        String expected = use(PLAIN, "jdbc:sqlite:" + form.replace("DIR", plain.toString()), properties);
        assertEquals(expected, use(OURS, "jdbc:safesqlite:" + form.replace("DIR", ours.toString()), properties));
        assertEquals(files(plain), files(ours), "by URL");
        clear(ours);
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:sqlite:" + form.replace("DIR", ours.toString()));
            try (Connection connection = dataSource.getConnection()) {
                assertEquals(expected, use(connection));
            }
        }
        assertEquals(files(plain), files(ours), "by DataSource");
    }

    private static String use(Driver driver, String url, Properties properties) throws SQLException {
        try (Connection connection = driver.connect(url, properties)) {
            return use(connection);
        }
    }

    private static String use(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (1)");
            return Stream.of("PRAGMA foreign_keys", "PRAGMA user_version", "PRAGMA application_id", "SELECT a FROM t")
                    .map(sql -> value(statement, sql))
                    .collect(Collectors.joining(", "));
        }
    }

    private static String value(Statement statement, String sql) {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "none";
        } catch (SQLException failure) {
            return failure.getMessage();
        }
    }

    private static TreeSet<String> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            for (Path file : found.toList()) {
                Files.delete(file);
            }
        }
    }

    /** The driver takes what it does not know for a part of the name; whoever has such a file finds it again. */
    @Test
    void fileWhoseNameHasParametersIsFound() throws SQLException {
        for (String query : List.of("cache=shared", "x=1&y=2&foreign_keys=true", "mode")) {
            String name = ours.resolve("app.db") + "?" + query;
            use(PLAIN, "jdbc:sqlite:" + name, new Properties());
            try (Connection connection = OURS.connect("jdbc:safesqlite:" + name, new Properties());
                    Statement statement = connection.createStatement()) {
                assertEquals("1", value(statement, "SELECT a FROM t"), query);
            }
        }
    }

    @Test
    void unknownParameterBehindAPlainNameIsRefusedWhereThereIsNoSuchFile() throws IOException {
        var refused = assertThrows(
                SQLException.class, () -> OURS.connect("jdbc:safesqlite:" + ours.resolve("app.db") + "?foo=1", null));
        assertTrue(refused.getMessage().contains("unknown option \"foo\""), refused.getMessage());
        assertEquals(new TreeSet<>(), files(ours));
    }

    @Test
    void sharedCacheOfAFileIsNotUsedAndTold() {
        SqliteConfig config = SqliteConfig.fromUrl(
                "jdbc:sqlite:file:" + ours.resolve("app.db") + "?cache=shared&mode=rwc", new Properties());
        assertEquals("file:" + ours.resolve("app.db") + "?mode=rwc", config.file());
        assertEquals(Set.of("shared_cache"), config.ignored().keySet());
    }

    /** Which connections see one database: those of one URL that shares it, as with the driver. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ":memory:",
                "file::memory:",
                "file:NAME?mode=memory",
                "file:NAME?vfs=memdb",
                "file:/NAME?vfs=memdb",
                "file::memory:?cache=shared",
                "file:NAME?mode=memory&cache=shared",
                "file:NAME?cache=shared&mode=memory&foreign_keys=true",
                ":memory:?shared_cache=true",
                ":memory:?open_mode=131142",
                "file::memory:?open_mode=131142",
                "file:NAME?mode=memory&open_mode=131142",
                "file::memory:?shared_cache=true",
                "file:NAME?mode=memory&shared_cache=true",
                ""
            })
    void memoryIsSharedAsWithTheDriver(String form) throws SQLException {
        String name = form.replace("NAME", "m" + Math.floorMod(form.hashCode(), 1000));
        boolean expected = isShared(PLAIN, "jdbc:sqlite:" + name);
        assertEquals(expected, isShared(OURS, "jdbc:safesqlite:" + name));
        assertFalse(isShared(OURS, "jdbc:safesqlite:" + name) && !expected, "it is gone with its last connection");
    }

    private static boolean isShared(Driver driver, String url) throws SQLException {
        try (Connection one = driver.connect(url, new Properties());
                Connection two = driver.connect(url, new Properties());
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            first.execute("CREATE TABLE t (a)");
            first.execute("INSERT INTO t VALUES (1)");
            return value(second, "SELECT a FROM t").equals("1");
        }
    }

    @Test
    void resourcesAreOpened() throws Exception {
        use(PLAIN, "jdbc:sqlite:" + plain.resolve("shop.db"), new Properties());
        Path jar = folder.resolve("shop" + System.nanoTime() + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            entries.putNextEntry(new JarEntry("data/shop.db"));
            entries.write(Files.readAllBytes(plain.resolve("shop.db")));
            entries.closeEntry();
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL(), plain.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            for (String resource : List.of(
                    "data/shop.db",
                    "shop.db",
                    plain.resolve("shop.db").toUri().toString(),
                    "jar:" + jar.toUri() + "!/data/shop.db")) {
                try (Connection connection = OURS.connect("jdbc:safesqlite::resource:" + resource, new Properties());
                        Statement statement = connection.createStatement()) {
                    assertEquals("1", value(statement, "SELECT a FROM t"), resource);
                }
                SqliteConfig config = SqliteConfig.fromUrl("jdbc:sqlite::resource:" + resource, new Properties());
                assertEquals("shop", config.poolName(), resource);
                try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                        Connection one = dataSource.getConnection();
                        Connection two = dataSource.getConnection();
                        Statement first = one.createStatement();
                        Statement second = two.createStatement()) {
                    first.execute("UPDATE t SET a = 1");
                    assertEquals("1", value(second, "SELECT a FROM t"), resource);
                }
            }
        }
    }

    @Test
    void missingResourceIsNamed() {
        var failure = assertThrows(
                SQLException.class, () -> OURS.connect("jdbc:safesqlite::resource:no/such.db", new Properties()));
        assertTrue(failure.getMessage().contains(":resource:no/such.db"), failure.getMessage());
        assertTrue(failure.getMessage().contains("Name a resource of the class path"), failure.getMessage());
    }

    @Test
    void urlsOfOthersAreLeftToThem() throws SQLException {
        for (String url : List.of("jdbc:postgresql://host/db", "jdbc:sqlite:app.db", "jdbc:", "", "app.db")) {
            assertNull(OURS.connect(url, new Properties()), url);
            assertFalse(OURS.acceptsURL(url), url);
        }
        assertTrue(OURS.acceptsURL("jdbc:safesqlite:app.db".toUpperCase(Locale.ROOT)));
    }
}
