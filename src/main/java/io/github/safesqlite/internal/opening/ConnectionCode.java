// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.driver.Pragmas;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** Brings the application's extensions, functions and collations to connections of the driver. Immutable and thread-safe. */
public final class ConnectionCode {
    private static final String TRUSTED_SCHEMA = "trusted_schema";

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
        if (config.untrusted()) {
            // Whoever has opened or prepared it may have allowed it.
            driver.getDatabase().enable_load_extension(false);
        }
    }

    /** Opens a copy of the database by itself, with the database's key if it has one. */
    public SQLiteConnection open(CopyFile copy) throws SQLException {
        var properties = new Properties();
        properties.putAll(config.driverProperties());
        SQLiteConnection driver = JDBC.createConnection("jdbc:sqlite:" + copy.name(), properties);
        boolean opened = false;
        try {
            guard(driver);
            addTo(driver);
            opened = true;
            return driver;
        } finally {
            if (!opened) {
                driver.close();
            }
        }
    }

    /** A copy is a file of others: the sizes of its cells are checked, and its schema is trusted only as that of the database is. */
    private void guard(SQLiteConnection driver) throws SQLException {
        Pragmas.set(driver, "cell_size_check", "on");
        String trusted = config.pragmas().get(TRUSTED_SCHEMA);
        if (trusted != null) {
            Pragmas.set(driver, TRUSTED_SCHEMA, trusted);
        }
    }
}
