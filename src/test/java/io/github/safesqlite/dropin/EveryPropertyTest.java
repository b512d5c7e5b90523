// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteOpenMode;

/** Every property that sqlite-jdbc takes, with each of its values, is taken here too: by URL, by Properties, by DataSource. */
class EveryPropertyTest {
    /** A value of each property that has no choices. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.ofEntries(
            Map.entry("open_mode", List.of("6", "70", "2", "131142")),
            Map.entry("cache_size", List.of("1000", "-2000")),
            Map.entry("cache_spill", List.of("true", "100")),
            Map.entry("mmap_size", List.of("0", "1048576")),
            Map.entry("default_cache_size", List.of("1000")),
            Map.entry("incremental_vacuum", List.of("10")),
            Map.entry("journal_size_limit", List.of("-1", "1000000")),
            Map.entry("max_page_count", List.of("1000000")),
            Map.entry("page_size", List.of("4096", "8192")),
            Map.entry("temp_store_directory", List.of("'/tmp'")),
            Map.entry("user_version", List.of("7")),
            Map.entry("application_id", List.of("12345")),
            Map.entry("wal_autocheckpoint", List.of("0", "1000")),
            Map.entry("date_string_format", List.of("yyyy-MM-dd HH:mm:ss.SSS", "yyyy-MM-dd")),
            Map.entry("busy_timeout", List.of("0", "3000", "-1")),
            Map.entry("hexkey_mode", List.of("NONE", "SSE", "SQLCIPHER")),
            Map.entry("password", List.of("")),
            Map.entry("limit_attached", List.of("-1", "10")),
            Map.entry("limit_length", List.of("-1", "1000000000"))));

    /** What frameworks give every driver. */
    private static final List<String> FOREIGN = List.of(
            "remarks", "useInformationSchema", "cachePrepStmts", "ApplicationName", "loginTimeout", "useSSL", "x");

    /** The connections of an application that configures the driver by its own class. */
    static final List<Consumer<SQLiteConfig>> configurations = List.of(
            config -> {},
            config -> config.setJournalMode(SQLiteConfig.JournalMode.WAL),
            config -> config.setJournalMode(SQLiteConfig.JournalMode.OFF),
            config -> config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL),
            config -> config.enforceForeignKeys(true),
            config -> config.setBusyTimeout(10_000),
            config -> config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE),
            config -> config.setTransactionMode(SQLiteConfig.TransactionMode.EXCLUSIVE),
            config -> config.setReadOnly(true),
            config -> config.setSharedCache(true),
            config -> config.enableLoadExtension(true),
            config -> config.setEncoding(SQLiteConfig.Encoding.UTF_16),
            config -> config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE),
            config -> config.setCacheSize(5000),
            config -> config.setPageSize(8192),
            config -> config.setTempStore(SQLiteConfig.TempStore.MEMORY),
            config -> config.setUserVersion(3),
            config -> config.setExplicitReadOnly(true),
            config -> config.setGetGeneratedKeys(false),
            config -> config.setDateClass("text"),
            config -> config.setOpenMode(SQLiteOpenMode.FULLMUTEX),
            config -> config.enableFullSync(true),
            config -> config.enableCountChanges(false),
            config -> config.deferForeignKeys(true),
            config -> config.setHexKeyMode(SQLiteConfig.HexKeyMode.SSE));

    @TempDir
    Path folder;

    private int files;

    static Stream<Pragma> properties() {
        return Arrays.stream(Pragma.values());
    }

    private static List<String> valuesOf(Pragma property) {
        if (property.choices != null) {
            return List.of(property.choices);
        }
        String name = property.getPragmaName();
        List<String> values = VALUES.get(name);
        return values != null ? values : List.of(name.startsWith("limit_") ? "-1" : "true");
    }

    @ParameterizedTest
    @MethodSource("properties")
    void isTakenByPropertiesAndUrl(Pragma property) throws SQLException {
        String name = property.getPragmaName();
        for (String value : valuesOf(property)) {
            var properties = new Properties();
            properties.setProperty(name, value);
            assertSame(name + "=" + value, "", properties);
            if (!value.isEmpty()) {
                assertSame(name + "=" + value, "?" + name + "=" + value, new Properties());
                assertEquals(
                        SqliteConfig.fromUrl("jdbc:sqlite:app.db?" + name + "=" + value, new Properties())
                                .toString(),
                        SqliteConfig.fromUrl(
                                        "jdbc:sqlite:app.db?" + name.toUpperCase(Locale.ROOT) + "=" + value,
                                        new Properties())
                                .toString());
            }
        }
    }

    /** The program has the same outcome on the driver, by URL, and through a DataSource. */
    private void assertSame(String what, String query, Properties properties) throws SQLException {
        String plain = newFile() + query;
        String expected = outcome(() -> new JDBC().connect("jdbc:sqlite:" + plain, copy(properties)));
        String ours = newFile() + query;
        assertEquals(
                expected,
                outcome(() -> new SafeSqliteDriver().connect("jdbc:safesqlite:" + ours, copy(properties))),
                what + " by URL");
        SqliteConfig config = SqliteConfig.fromUrl("jdbc:sqlite:" + newFile() + query, properties);
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            assertEquals(expected, outcome(dataSource::getConnection), what + " by DataSource");
        } catch (OpenFailedException refused) {
            assertEquals(expected, "refused " + refused.getErrorCode(), what + " by DataSource");
        }
    }

    @FunctionalInterface
    private interface Opening {
        Connection open() throws SQLException;
    }

    private static String outcome(Opening opening) throws SQLException {
        Connection connection;
        try {
            connection = opening.open();
        } catch (SQLException refused) {
            return "refused " + refused.getErrorCode();
        }
        try (connection) {
            return outcome(connection);
        }
    }

    private static Properties copy(Properties properties) {
        var copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    private static String outcome(Connection connection) throws SQLException {
        var rows = new ArrayList<String>();
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
                statement.execute("INSERT INTO t (name) VALUES ('one'), ('two')");
            } catch (SQLException refused) {
                rows.add("refused " + refused.getErrorCode());
                return rows.toString();
            }
            for (String sql : List.of(
                    "SELECT name FROM t WHERE name LIKE 'ONE'",
                    "PRAGMA user_version",
                    "PRAGMA application_id",
                    "PRAGMA foreign_keys",
                    "PRAGMA encoding",
                    "PRAGMA page_size",
                    "PRAGMA recursive_triggers",
                    "PRAGMA temp_store")) {
                try (ResultSet row = statement.executeQuery(sql)) {
                    rows.add(sql + ": " + (row.next() ? row.getString(1) : "none"));
                }
            }
        }
        // It has no semantics, and a default of its own here.
        rows.removeIf(row -> row.startsWith("PRAGMA temp_store"));
        return rows.toString();
    }

    private String newFile() {
        return folder.resolve("app" + files++ + ".db").toString();
    }

    @ParameterizedTest
    @FieldSource("configurations")
    void theDriversOwnConfigurationIsTakenAsAWhole(Consumer<SQLiteConfig> change) throws SQLException {
        var config = new SQLiteConfig();
        change.accept(config);
        assertSame(config.toProperties().toString(), "", config.toProperties());
    }

    /** The driver writes its defaults out, and nobody has chosen them. */
    @Test
    void defaultsOfTheDriverAreNoChoice() {
        SqliteConfig untouched = SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), new SQLiteConfig().toProperties());
        assertEquals(BeginMode.ADAPTIVE, untouched.beginMode());
        assertEquals(Duration.ofSeconds(30), untouched.writeTimeout());
        var chosen = new SQLiteConfig();
        chosen.setBusyTimeout(7000);
        assertEquals(
                Duration.ofSeconds(7),
                SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), chosen.toProperties())
                        .writeTimeout());
        var explicit = new Properties();
        explicit.setProperty("transaction_mode", "DEFERRED");
        assertEquals(
                BeginMode.DEFERRED,
                SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), explicit).beginMode());
    }

    @Test
    void propertiesOfOtherDriversAreIgnoredAndTold() throws SQLException {
        for (String name : FOREIGN) {
            var properties = new Properties();
            properties.setProperty(name, "secret");
            SqliteConfig config = SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), properties);
            assertEquals(Set.of(name), config.ignored().keySet());
            assertFalse(config.ignored().toString().contains("secret"), name);
            assertSame(name, "", properties);
        }
    }

    @Test
    void ownNamesThatAreMisspeltStayErrors() {
        for (String name : List.of("writeTimout", "journal_mod", "busy_timout", "write_timeout")) {
            var properties = new Properties();
            properties.setProperty(name, "1");
            assertThrows(
                    RuntimeException.class, () -> SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), properties), name);
        }
    }

    /** What has no effect says so, with what to use instead; what has one says nothing. */
    @Test
    void onlyWhatHasNoEffectIsTold() {
        Map<String, String> told = new TreeMap<>();
        for (Pragma property : Pragma.values()) {
            for (String value : valuesOf(property)) {
                var properties = new Properties();
                properties.setProperty(property.getPragmaName(), value);
                SqliteConfig config = SqliteConfig.fromUrl("jdbc:sqlite:" + newFile(), properties);
                if (!config.ignored().isEmpty()) {
                    told.put(
                            property.getPragmaName() + "=" + value,
                            config.ignored().toString());
                }
            }
        }
        assertEquals(
                Stream.of(
                                "count_changes=false",
                                "count_changes=true",
                                "default_cache_size=1000",
                                "defer_foreign_keys=false",
                                "defer_foreign_keys=true",
                                "empty_result_callback=false",
                                "empty_result_callback=true",
                                "fullsync=false",
                                "fullsync=true",
                                "incremental_vacuum=10",
                                "jdbc.get_generated_keys=false",
                                "journal_mode=OFF",
                                "legacy_file_format=false",
                                "legacy_file_format=true",
                                "locking_mode=EXCLUSIVE",
                                "open_mode=131142",
                                "shared_cache=true",
                                "temp_store_directory='/tmp'")
                        .collect(Collectors.toList()),
                new ArrayList<>(told.keySet()));
        told.values().forEach(text -> assertTrue(text.matches(".+=[^;]+; .+"), text + " says why, and what to use"));
    }
}
