// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.management.ManagedDataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords, keys and the like are in no message, no toString(), no snapshot and no line of a log. */
class SecretsStaySecretTest extends OnOneDatabase {
    private static final String SECRET = "hunter2";
    private static final List<String> VALUES =
            List.of(SECRET, " " + SECRET, SECRET + " and 'quotes\"", SECRET + ";--", "%" + SECRET);
    private static final List<String> NAMES = List.of(
            "password",
            "Password",
            "PASSWORD",
            "pwd",
            "passphrase",
            "key",
            "hexkey",
            "textkey",
            "rekey",
            "cipher_key",
            "encryptionKey",
            "secret",
            "client_secret",
            "token",
            "db.token");

    private final LogEvents log = new LogEvents().withDebug();

    @AfterEach
    void endCapture() {
        log.close();
    }

    static List<String> names() {
        return NAMES;
    }

    private static void assertHidden(Object text) {
        assertFalse(String.valueOf(text).contains(SECRET), () -> String.valueOf(text));
    }

    private static void assertHidden(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertHidden(text);
    }

    /** What is said about a configuration: its text, or what is wrong with it. */
    private static void assertHiddenBy(java.util.function.Supplier<SqliteConfig> configured) {
        try {
            assertHidden(configured.get());
        } catch (RuntimeException refused) {
            assertHidden(refused);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void noWayToConfigureItTellsTheValue(String name) {
        for (String value : VALUES) {
            var properties = new Properties();
            properties.setProperty(name, value);
            String parameter = "?" + name + "=" + value;
            for (String bad : List.of("", "&maximumPoolSize=none", "&" + name + "=" + value, "&foo=1&cache=shared")) {
                assertHiddenBy(
                        () -> SqliteConfig.fromUrl("jdbc:safesqlite:app.db" + parameter + bad, new Properties()));
                assertHiddenBy(() -> SqliteConfig.fromUrl("jdbc:sqlite:file:app.db" + parameter + bad, properties));
                assertHiddenBy(() -> SqliteConfig.fromUrl("jdbc:other:app.db" + parameter + bad, properties));
                assertHiddenBy(() ->
                        SqliteConfig.builder("file:app.db" + parameter + bad).build());
                assertHiddenBy(() ->
                        SqliteConfig.builder("file:no/app.db" + parameter + bad).build());
                assertHiddenBy(
                        () -> SqliteConfig.builder("app.db" + parameter + bad).build());
                assertHiddenBy(() -> SqliteConfig.builder("jdbc:sqlite:app.db" + parameter + bad)
                        .build());
                assertHiddenBy(() ->
                        SqliteConfig.builder("file:\0app.db" + parameter + bad).build());
                assertHidden(assertThrows(
                        SQLException.class,
                        () -> new SafeSqliteDriver()
                                .connect("jdbc:safesqlite:/no/app.db" + parameter + bad, properties)));
            }
            assertHiddenBy(
                    () -> SqliteConfig.builder("app.db").option(name, value).build());
            assertHiddenBy(
                    () -> SqliteConfig.builder("app.db").pragma(name, value).build());
            assertHiddenBy(() ->
                    SqliteConfig.builder("file://sa:" + SECRET + "@host/app.db").build());
        }
    }

    @Test
    void noPartOfTheLibraryTellsAKeyInTheNameOfTheFile() throws Exception {
        Path file = directory.resolve("app.db");
        String name = "file:" + file + "?key=" + SECRET + "&hexkey=" + SECRET;
        String url = "jdbc:safesqlite:file:" + file + "?password=" + SECRET;
        assertEquals(name, SqliteConfig.builder(name).build().file());
        open(SqliteConfig.builder(name).registerMbeans(true).poolName("app"), "CREATE TABLE t(a)");
        assertHidden(dataSource);
        assertHidden(dataSource.config());
        assertHidden(dataSource.snapshot());
        assertHidden(dataSource.snapshot().toJson());
        assertHidden(attributes("app"));
        try (Connection connection = new SafeSqliteDriver().connect(url, new Properties())) {
            assertHidden(connection);
            assertHidden(connection.getMetaData().getURL());
            Statement statement = connection.createStatement();
            assertHidden(assertThrows(SQLException.class, () -> statement.execute("SELECT * FROM missing")));
        }
        dataSource.close();
        Files.writeString(file, "This is no database. ".repeat(100));
        assertHidden(failureOf(name));
        assertHidden(assertThrows(SQLException.class, () -> new SafeSqliteDriver().connect(url, new Properties())));
        Files.delete(file);
        Files.createDirectory(file);
        assertHidden(assertThrows(
                IllegalArgumentException.class, () -> SqliteConfig.builder(name).build()));
        assertHiddenLog();
    }

    @Test
    void aPlaceThatCanNotBeOpenedIsNamedWithoutTheKey() {
        String name = "file:gone.db?key=" + SECRET;
        OpenFailedException open = OpenFailedException.of("app", name, "no", "Fix it.", 14, null);
        assertHidden(open);
        assertHidden(open.file());
        assertHidden(OpenFailedException.pragmaMismatch("app", name, "key", SECRET, SECRET + "2"));
    }

    private static SQLException failureOf(String name) {
        return assertThrows(
                SQLException.class,
                () -> new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(name).poolName("app").build()));
    }

    private static List<String> attributes(String pool) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var name = ManagedDataSource.nameOf(pool);
        var values = new ArrayList<String>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            values.add(attribute.getName() + "=" + server.getAttribute(name, attribute.getName()));
        }
        return values;
    }

    private void assertHiddenLog() {
        for (ILoggingEvent event : log.all()) {
            assertHidden(LogEvents.text(event));
            assertHidden(LogEvents.keyValues(event));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA key = 'hunter2'",
                "PRAGMA key = \"hunter2\"",
                "PRAGMA hexkey = hunter2",
                "PRAGMA rekey(hunter2)",
                "PRAGMA textkey = \"x'hunter2'\"",
                "ATTACH ':memory:' AS other KEY 'hunter2'",
                "ATTACH ':memory:' AS other KEY \"hunter2\"",
                "ATTACH 'file::memory:?key=hunter2' AS other",
                "UPDATE t SET password = \"hunter2\" || a"
            })
    void noReportTellsAKeyInSql(String sql) throws Exception {
        Queue<Object> told = new ConcurrentLinkedQueue<>();
        open(
                options()
                        .poolName("app")
                        .listener(tellingAll(told))
                        .writeTimeout(Duration.ofMillis(300))
                        .slowWriteThreshold(Duration.ofMillis(50))
                        .leakDetectionThreshold(Duration.ofMillis(100))
                        .traceStatements(true),
                "CREATE TABLE t(a, password)");
        var held = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        workers.start("holder", () -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                run(statement, sql);
                connection.setAutoCommit(false);
                statement.executeUpdate("INSERT INTO t(a) VALUES (1)");
                run(statement, sql);
                held.countDown();
                assertTrue(done.await(60, TimeUnit.SECONDS));
            }
        });
        held.await();
        try {
            SQLException late = assertThrows(SQLException.class, () -> write("DELETE FROM t"));
            assertHidden(late);
            assertHidden(assertInstanceOf(WriteGateTimeoutException.class, late).holder());
            log.await("connection #", "not closed for");
            assertHidden(dataSource.snapshot());
            assertHidden(dataSource.snapshot().toJson());
        } finally {
            done.countDown();
        }
        workers.join();
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            try (Statement statement = connection.createStatement()) {
                run(statement, sql);
            }
        }
        dataSource.close();
        assertHiddenLog();
        assertFalse(told.isEmpty());
        told.forEach(SecretsStaySecretTest::assertHidden);
    }

    /** A listener that keeps everything that it is told. */
    private static SqliteListener tellingAll(Queue<Object> told) {
        return (SqliteListener) Proxy.newProxyInstance(
                SqliteListener.class.getClassLoader(),
                new Class<?>[] {SqliteListener.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> 1;
                            default -> "telling all";
                        };
                    }
                    told.add(method.getName() + Arrays.toString(arguments));
                    return null;
                });
    }

    /** SQLite without encryption takes most of it for nothing, and may name in its own message what it does not know. */
    private static void run(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException refused) {
            Function<String, String> own = message -> message.contains("[SQLITE_") ? "" : message;
            assertHidden(own.apply(String.valueOf(refused.getMessage())));
        }
    }
}
