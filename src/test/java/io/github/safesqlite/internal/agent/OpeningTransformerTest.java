// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.ReadOnlySessionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed copy of sqlite-jdbc opens its connections through the library. */
class OpeningTransformerTest {
    private final AgentReport report = new AgentReport();
    private final OpeningTransformer transformer = new OpeningTransformer(report);
    private final ClassLoader changed = new ChangedDriver();

    @TempDir
    Path folder;

    private String url;

    @BeforeEach
    void begin() {
        url = "jdbc:sqlite:" + folder.resolve("app.db");
        Opening.begin(new Properties(), report);
    }

    @AfterEach
    void end() {
        Opening.begin(new Properties(), new AgentReport());
    }

    private Object create(String name) throws ReflectiveOperationException {
        Class<?> type = changed.loadClass(name);
        assertSame(changed, type.getClassLoader());
        return type.getDeclaredConstructor().newInstance();
    }

    private static void assertOfLibrary(Connection opened) throws SQLException {
        try (Connection connection = opened) {
            assertTrue(connection.getClass().getName().startsWith("io.github.safesqlite."), connection::toString);
            assertTrue(connection.isValid(1));
        }
    }

    @Test
    void theDriver() throws Exception {
        Driver driver = (Driver) create("org.sqlite.JDBC");
        assertOfLibrary(driver.connect(url, new Properties()));
        assertOfLibrary(driver.connect(url.replace("jdbc:sqlite", "JDBC:SQLite"), null));
        assertTrue(report.text().contains("2 connections opened through this library: " + folder), report::text);
    }

    @Test
    void theDriverAnswersForOtherUrls() throws Exception {
        Driver driver = (Driver) create("org.sqlite.JDBC");
        assertNull(driver.connect("jdbc:other:app.db", new Properties()));
    }

    @Test
    void theDataSourceWithAndWithoutUser() throws Exception {
        DataSource dataSource = (DataSource) create("org.sqlite.SQLiteDataSource");
        dataSource.getClass().getMethod("setUrl", String.class).invoke(dataSource, url);
        assertOfLibrary(dataSource.getConnection());
        assertOfLibrary(dataSource.getConnection("user", "password"));
    }

    @Test
    void theConfigWithItsSettings() throws Exception {
        assertOfLibrary(((Driver) create("org.sqlite.JDBC")).connect(url, null));
        Object config = create("org.sqlite.SQLiteConfig");
        config.getClass().getMethod("setReadOnly", boolean.class).invoke(config, true);
        Method createConnection = config.getClass().getMethod("createConnection", String.class);
        try (Connection connection = (Connection) createConnection.invoke(config, url);
                Statement statement = connection.createStatement()) {
            assertThrows(ReadOnlySessionException.class, () -> statement.execute("CREATE TABLE t(a)"));
        }
    }

    @Test
    void theAgentsOptionsComeBeforeThoseOfTheApplication() throws Exception {
        var options = new Properties();
        options.setProperty("busy_timeout", "wrong");
        Opening.begin(options, report);
        Driver driver = (Driver) create("org.sqlite.JDBC");
        var own = new Properties();
        own.setProperty("busy_timeout", "1000");
        SQLException failure = assertThrows(SQLException.class, () -> driver.connect(url, own));
        assertTrue(failure.getMessage().contains("busy_timeout"), failure::getMessage);
    }

    @Test
    void otherClassesStayAsTheyAre() {
        assertNull(transformer.transform(null, "org/sqlite/SQLiteConnection", null, null, new byte[0]));
        assertNull(transformer.transform(null, null, null, null, new byte[0]));
    }

    @Test
    void aDriverThatItCannotChangeIsReported() throws Exception {
        assertNull(transformer.transform(null, "org/sqlite/JDBC", null, null, new byte[8]));
        assertTrue(report.text()
                .contains("org.sqlite.JDBC of an unknown place opens connections that this library does"
                        + " not protect"));
        transformer.transform(null, "org/sqlite/SQLiteDataSource", null, null, bytes("org.sqlite.SQLiteConfig"));
        assertTrue(report.text().contains("it has other methods than those that the agent knows"), report::text);
        assertEquals(
                2,
                report.text().lines().filter(line -> line.contains("problem: ")).count());
    }

    private static byte[] bytes(String name) {
        String file = name.replace('.', '/') + ".class";
        try (InputStream stream = OpeningTransformerTest.class.getClassLoader().getResourceAsStream(file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the classes of sqlite-jdbc again, as the JVM does with an agent. */
    private final class ChangedDriver extends ClassLoader {
        ChangedDriver() {
            super(OpeningTransformerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("org.sqlite.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) {
            byte[] original = bytes(name);
            byte[] result = transformer.transform(this, name.replace('.', '/'), null, null, original);
            byte[] code = result == null ? original : result;
            return defineClass(name, code, 0, code.length);
        }
    }
}
