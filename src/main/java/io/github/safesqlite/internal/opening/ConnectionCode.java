// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfig;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** Brings the application's extensions, functions and collations to connections of the driver. Immutable and thread-safe. */
public final class ConnectionCode {
    private final SqliteConfig config;
    private final Extensions extensions;

    ConnectionCode(SqliteConfig config) {
        this.config = config;
        this.extensions = new Extensions(config);
    }

    /** To be done once for each connection. */
    void addTo(SQLiteConnection driver) throws SQLException {
        extensions.load(driver);
        for (ConnectionCustomizer customizer : config.customizers()) {
            customizer.customize(driver);
        }
    }

    /** Opens a copy of the database by itself, with the database's key if it has one. */
    public SQLiteConnection open(CopyFile copy) throws SQLException {
        var properties = new Properties();
        properties.putAll(config.driverProperties());
        SQLiteConnection driver = JDBC.createConnection("jdbc:sqlite:" + copy.name(), properties);
        boolean opened = false;
        try {
            addTo(driver);
            opened = true;
            return driver;
        } finally {
            if (!opened) {
                driver.close();
            }
        }
    }
}
