// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method of sqlite-jdbc that opens a connection: the changed method creates it by name and calls it. Both know
 * each other by types of the JDK only, since the driver's class loader may not see the agent's. The library itself opens its
 * connections by a method that is not changed.
 */
public final class Opening implements Callable<@Nullable Connection> {
    private static final String PREFIX = "jdbc:sqlite:";
    private static final String LIBRARY_PREFIX = "jdbc:safesqlite:";

    private static volatile Properties options = new Properties();
    private static volatile AgentReport report = new AgentReport();

    private final Class<?> sqlite;
    private final @Nullable String url;
    private final @Nullable Properties properties;

    /**
     * Called by the changed methods.
     *
     * @param sqlite the driver's class
     * @param url what is to be opened
     * @param properties the application's settings
     */
    public Opening(Class<?> sqlite, @Nullable String url, @Nullable Properties properties) {
        this.sqlite = sqlite;
        this.url = url;
        this.properties = properties;
    }

    /** Sets what all openings share. */
    static void begin(Properties options, AgentReport report) {
        Opening.options = options;
        Opening.report = report;
    }

    /** Returns a connection of the library, or null if the URL is not one of sqlite-jdbc: then the driver is to answer. */
    @Override
    public @Nullable Connection call() throws SQLException {
        if (url == null || !url.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
            return null;
        }
        var settings = new Properties();
        if (properties != null) {
            settings.putAll(properties);
            properties.stringPropertyNames().forEach(name -> settings.setProperty(name, properties.getProperty(name)));
        }
        settings.putAll(options);
        String database = url.substring(PREFIX.length());
        Connection connection = Library.of(sqlite).driver(report).connect(LIBRARY_PREFIX + database, settings);
        report.opened(database);
        return connection;
    }
}
