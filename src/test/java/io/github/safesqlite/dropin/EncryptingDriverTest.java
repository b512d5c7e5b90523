// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** A driver in the place of sqlite-jdbc that declares more properties, as those that encrypt do, gets what it declares. */
class EncryptingDriverTest {
    private static final String DRIVER = """
            package org.sqlite;

            import java.sql.*;
            import java.util.Properties;

            public class JDBC implements Driver {
                public static final String PREFIX = "jdbc:sqlite:";
                public static SQLiteConnection createConnection(String url, Properties properties) throws SQLException {
                    return new org.sqlite.jdbc4.JDBC4Connection(url, url.substring(PREFIX.length()), properties);
                }
                public Connection connect(String url, Properties properties) throws SQLException {
                    return createConnection(url, properties);
                }
                public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
                    return new DriverPropertyInfo[] {
                        new DriverPropertyInfo("cipher", null), new DriverPropertyInfo("kdf_iter", null)
                    };
                }
                public boolean acceptsURL(String url) { return url.startsWith(PREFIX); }
                public int getMajorVersion() { return 3; }
                public int getMinorVersion() { return 0; }
                public boolean jdbcCompliant() { return false; }
                public java.util.logging.Logger getParentLogger() { return null; }
            }
            """;

    private static final String URL = "jdbc:sqlite:app.db?cipher=sqlcipher&KDF_ITER=4711&maximumPoolSize=3";

    @TempDir
    Path folder;

    @Test
    void whatTheDriverDeclaresIsPassedOn() throws Exception {
        Path source = Files.writeString(folder.resolve("JDBC.java"), DRIVER);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        String driver = locationOf(JDBC.class).getPath();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", driver, "-d", classes.toString(), source.toString());
        assertEquals(0, failed);
        URL[] application = {
            classes.toUri().toURL(),
            locationOf(JDBC.class),
            locationOf(SqliteConfig.class),
            locationOf(org.slf4j.Logger.class)
        };
        try (var loader = new URLClassLoader(application, ClassLoader.getPlatformClassLoader())) {
            Class<?> config = loader.loadClass(SqliteConfig.class.getName());
            Object made =
                    config.getMethod("fromUrl", String.class, Properties.class).invoke(null, URL, new Properties());
            assertEquals(
                    Map.of("cipher", "sqlcipher", "kdf_iter", "4711"),
                    config.getMethod("driverProperties").invoke(made));
            assertFalse(made.toString().contains("4711"), "may be a secret");
        }
    }

    @Test
    void anotherDriverHasNoSuchOption() {
        var refused = assertThrows(SqliteConfigException.class, () -> SqliteConfig.fromUrl(URL, new Properties()));
        assertTrue(refused.getMessage().contains("unknown option \"cipher\""), refused.getMessage());
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
