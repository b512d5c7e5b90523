// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.testing.CapturedLog;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.BeanWrapperImpl;
import org.sqlite.SQLiteDataSource;

/** Code that configured HikariCP configures this library: docs/coming-from-hikaricp.md. */
class ComingFromHikariTest {
    /** They take types of HikariCP. */
    private static final Set<String> ABSENT = Set.of(
            "setCredentials", "setCredentialsProvider", "setCredentialsProviderClassName", "setExceptionOverride");

    private static final Path PAGE = Path.of("docs/coming-from-hikaricp.md");

    private final ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource();

    @TempDir
    Path folder;

    static List<Method> settersOfHikari() {
        return Arrays.stream(HikariConfig.class.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getName().matches("(set|add)[A-Z].*"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("settersOfHikari")
    void eachSetterIsHereToo(Method setter) {
        boolean there = Arrays.stream(ConcurrencySafeSqliteDataSource.class.getMethods())
                .anyMatch(method -> method.getName().equals(setter.getName())
                        && accepts(method.getParameterTypes(), setter.getParameterTypes()));
        assertEquals(!ABSENT.contains(setter.getName()), there, setter.toString());
    }

    private static boolean accepts(Class<?>[] wider, Class<?>[] given) {
        return wider.length == given.length
                && Stream.iterate(0, i -> i < wider.length, i -> i + 1)
                        .allMatch(i -> wider[i].isAssignableFrom(given[i]));
    }

    private static Map<String, String> table() throws Exception {
        return Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), (MatchResult row) -> row.group(2), (a, b) -> b, TreeMap::new));
    }

    @Test
    void thePageListsEachSetting() throws Exception {
        Set<String> settings = settersOfHikari().stream()
                .map(Method::getName)
                .filter(name -> name.startsWith("set") && !ABSENT.contains(name))
                .map(name -> name.matches("set[A-Z]{2}.*")
                        ? name.substring(3)
                        : Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(settings, table().keySet());
        String page = Files.readString(PAGE);
        ABSENT.forEach(name -> assertTrue(page.contains("`" + name + "`"), name));
    }

    @Test
    void exactlyWhatThePageCallsIgnoredIsIgnoredWithAWarning() throws Exception {
        Path file = folder.resolve("app.db");
        Set<String> expected = new TreeSet<>();
        table().forEach((name, effect) -> {
            if (effect.equals("ignored")) {
                expected.add(name);
            }
        });
        dataSource.setJdbcUrl("jdbc:sqlite:" + file);
        for (Method setter : settersOfHikari()) {
            if (!ABSENT.contains(setter.getName())
                    && !setter.getName().matches("setDataSource|setJdbcUrl|addDataSourceProperty")) {
                set(setter);
            }
        }
        assertEquals(expected, new TreeSet<>(dataSource.config().ignored().keySet()));
        try (var log = new CapturedLog();
                dataSource) {
            dataSource.getConnection().close();
            expected.forEach(name ->
                    assertTrue(log.text().contains("option " + name + " is ignored: "), () -> name + log.text()));
        }
    }

    private void set(Method setter) throws ReflectiveOperationException {
        Class<?>[] types = setter.getParameterTypes();
        Object[] values =
                Arrays.stream(types).map(type -> sample(setter.getName(), type)).toArray();
        Arrays.stream(ConcurrencySafeSqliteDataSource.class.getMethods())
                .filter(method ->
                        method.getName().equals(setter.getName()) && accepts(method.getParameterTypes(), types))
                .findAny()
                .orElseThrow()
                .invoke(dataSource, values);
    }

    private static Object sample(String setter, Class<?> type) {
        if (type == long.class) {
            return 40_000L;
        }
        if (type == int.class) {
            return 2;
        }
        if (type == boolean.class) {
            return !setter.equals("setReadOnly") && !setter.equals("setRegisterMbeans");
        }
        if (type == Properties.class) {
            return new Properties();
        }
        if (type == ThreadFactory.class) {
            return (ThreadFactory) Thread::new;
        }
        return switch (setter) {
            case "setMetricRegistry" -> new MetricRegistry();
            case "setHealthCheckRegistry" -> new com.codahale.metrics.health.HealthCheckRegistry();
            case "setScheduledExecutor" -> new ScheduledThreadPoolExecutor(0);
            case "setMetricsTrackerFactory" -> new Object();
            case "addDataSourceProperty" -> "1000";
            case "setTransactionIsolation" -> "TRANSACTION_SERIALIZABLE";
            case "setDriverClassName" -> "org.sqlite.JDBC";
            default -> "select 1";
        };
    }

    @Test
    void timesAreMillisecondsAndZeroIsHikarisZero() throws Exception {
        dataSource.setUrl("jdbc:sqlite::memory:");
        dataSource.setConnectionTimeout(2_500);
        dataSource.setIdleTimeout(60_000);
        dataSource.setMaxLifetime(90_000);
        dataSource.setLeakDetectionThreshold(4_000);
        SqliteConfig config = dataSource.config();
        assertEquals(Duration.ofMillis(2_500), config.connectionTimeout());
        assertEquals(Optional.of(Duration.ofSeconds(60)), config.idleTimeout());
        assertEquals(Optional.of(Duration.ofSeconds(90)), config.maxLifetime());
        assertEquals(Optional.of(Duration.ofSeconds(4)), config.leakDetectionThreshold());

        dataSource.setConnectionTimeout(0);
        dataSource.setIdleTimeout(0);
        dataSource.setMaxLifetime(0);
        dataSource.setLeakDetectionThreshold(0);
        config = dataSource.config();
        assertEquals(Duration.ofMillis(Integer.MAX_VALUE), config.connectionTimeout());
        assertEquals(Optional.empty(), config.idleTimeout());
        assertEquals(Optional.empty(), config.maxLifetime());
        assertEquals(Optional.empty(), config.leakDetectionThreshold());
    }

    @Test
    void timesAreDurationsToo() throws Exception {
        dataSource.setUrl("jdbc:sqlite::memory:");
        dataSource.setConnectionTimeout(Duration.ofMillis(2_500));
        dataSource.setIdleTimeout(Duration.ofSeconds(60));
        dataSource.setMaxLifetime(Duration.ofHours(2));
        dataSource.setLeakDetectionThreshold(Duration.ofNanos(3_000_000));
        dataSource.setWriteTimeout(Duration.ofMinutes(1));
        SqliteConfig config = dataSource.config();
        assertEquals(Duration.ofMillis(2_500), config.connectionTimeout());
        assertEquals(Optional.of(Duration.ofSeconds(60)), config.idleTimeout());
        assertEquals(Optional.of(Duration.ofHours(2)), config.maxLifetime());
        assertEquals(Optional.of(Duration.ofMillis(3)), config.leakDetectionThreshold());
        assertEquals(Duration.ofMinutes(1), config.writeTimeout());
    }

    /** As Spring does: of several setters it takes the one that has the type of the getter. */
    @ParameterizedTest
    @CsvSource({"connectionTimeout", "idleTimeout", "maxLifetime", "leakDetectionThreshold", "writeTimeout"})
    void aContainerSetsTimesAsText(String name) throws Exception {
        var bean = new BeanWrapperImpl(dataSource);
        bean.setPropertyValue("url", "jdbc:sqlite::memory:");
        assertNull(bean.getPropertyValue(name));
        for (Map.Entry<Object, String> each : Map.<Object, String>of(
                        "1500ms", "1500ms", "2m", "2m", "40000", "40s", 7_000L, "7s")
                .entrySet()) {
            bean.setPropertyValue(name, each.getKey());
            assertEquals(each.getKey().toString(), bean.getPropertyValue(name));
            assertEquals(each.getValue(), dataSource.config().options().get(name));
        }
    }

    @Test
    void connectionsAreAsTheSettersSay() throws Exception {
        Path file = folder.resolve("app.db");
        try (var plain = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).build());
                Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
            assertTrue(connection.getAutoCommit());
            assertFalse(connection.isReadOnly());
        }
        dataSource.setJdbcUrl("jdbc:sqlite:" + file);
        dataSource.setAutoCommit(false);
        dataSource.setReadOnly(true);
        dataSource.setTransactionIsolation("TRANSACTION_READ_UNCOMMITTED");
        try (dataSource;
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertFalse(connection.getAutoCommit());
            assertTrue(connection.isReadOnly());
            assertEquals(Connection.TRANSACTION_READ_UNCOMMITTED, connection.getTransactionIsolation());
            assertThrows(ReadOnlySessionException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (1)"));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConcurrencySafeSqliteDataSource().setTransactionIsolation("SNAPSHOT"));
    }

    @Test
    void userPasswordAndPropertiesAreTakenAsTheDriverTakesThem() throws Exception {
        dataSource.setJdbcUrl("jdbc:sqlite:" + folder.resolve("app.db"));
        dataSource.setUsername("sa");
        dataSource.setPassword("");
        dataSource.addDataSourceProperty("synchronous", "FULL");
        dataSource.addDataSourceProperty("cachePrepStmts", true);
        dataSource.addDataSourceProperty("maximumPoolSize", 3);
        assertEquals("full", dataSource.config().pragmas().get("synchronous").toLowerCase(java.util.Locale.ROOT));
        assertEquals(3, dataSource.config().maximumPoolSize());
        assertEquals(Set.of("cachePrepStmts"), dataSource.config().ignored().keySet());
        assertFalse(dataSource.config().driverProperties().containsKey("password"));
        dataSource.setPassword("secret");
        assertEquals("secret", dataSource.config().driverProperties().get("password"));
        try (dataSource;
                Connection connection = dataSource.getConnection("somebody", "else")) {
            assertTrue(connection.isValid(1));
        }
    }

    @Test
    void theUrlOfADataSourceOfTheDriverIsTaken() throws Exception {
        dataSource.setDataSourceClassName("org.sqlite.SQLiteDataSource");
        dataSource.addDataSourceProperty("url", "jdbc:sqlite:" + folder.resolve("app.db"));
        assertEquals(folder.resolve("app.db").toString(), dataSource.config().file());
        dataSource.setDriverClassName("org.example.Driver");
        assertEquals(
                Set.of("dataSourceClassName", "driverClassName"),
                dataSource.config().ignored().keySet());
    }

    @Test
    void anExistingDataSourceIsUsedInsteadOfAUrl() throws Exception {
        var existing = new SQLiteDataSource();
        existing.setUrl("jdbc:sqlite:" + folder.resolve("app.db"));
        dataSource.setDataSource(existing);
        try (dataSource;
                Connection connection = dataSource.getConnection()) {
            assertTrue(connection.isValid(1));
            assertEquals(DataSourceSnapshot.Kind.WRAPPED, dataSource.snapshot().kind());
            assertTrue(dataSource.isWrapperFor(SQLiteDataSource.class));
            assertNull(dataSource.getUrl());
        }
    }

    @Test
    void theUrlCanBeAskedFor() throws Exception {
        assertNull(dataSource.getUrl());
        dataSource.setJdbcUrl("jdbc:sqlite:app.db?foreign_keys=on");
        assertEquals("jdbc:sqlite:app.db?foreign_keys=on", dataSource.getUrl());
        assertEquals("jdbc:sqlite:app.db?foreign_keys=on", dataSource.getJdbcUrl());
        Path file = folder.resolve("other.db");
        try (var built =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build())) {
            assertEquals("jdbc:safesqlite:" + file, built.getUrl());
        }
    }

    @Test
    void gettersDoNotOpenTheDatabase() throws Exception {
        Path file = folder.resolve("app.db");
        dataSource.setJdbcUrl("jdbc:sqlite:" + file);
        dataSource.setMaximumPoolSize(3);
        assertEquals(3, dataSource.config().maximumPoolSize());
        assertEquals(3, dataSource.statistics().maximum());
        assertEquals(0, dataSource.statistics().total());
        DataSourceSnapshot snapshot = dataSource.snapshot();
        assertEquals("app", snapshot.poolName());
        assertEquals(List.of(), snapshot.sessions());
        assertTrue(snapshot.toString().contains("app"), snapshot::toString);
        assertTrue(snapshot.toJson().contains("\"app\""), snapshot::toJson);
        assertEquals(file.toString(), dataSource.getUrl().substring("jdbc:sqlite:".length()));
        assertTrue(dataSource.toString().contains("not started"));
        assertFalse(Files.exists(file), "a getter has opened the database");
        dataSource.setMaximumPoolSize(4);
        try (dataSource) {
            dataSource.getConnection().close();
            assertEquals(4, dataSource.statistics().maximum());
        }
        assertThrows(SQLException.class, () -> ((DataSource) dataSource).getConnection());
    }
}
