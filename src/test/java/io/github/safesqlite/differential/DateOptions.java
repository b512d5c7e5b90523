// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How the driver is told to store dates. */
enum DateOptions {
    AS_THEY_ARE(Map.of()),
    INTEGER_SECONDS(Map.of("date_class", "INTEGER", "date_precision", "SECONDS")),
    TEXT(Map.of("date_class", "TEXT")),
    TEXT_SECONDS(Map.of("date_class", "text", "date_precision", "seconds")),
    TEXT_OF_ITS_OWN(Map.of("date_class", "TEXT", "date_string_format", "dd.MM.yyyy")),
    REAL(Map.of("date_class", "REAL", "date_precision", "MILLISECONDS"));

    private final Map<String, String> options;

    DateOptions(Map<String, String> options) {
        this.options = options;
    }

    /** A connection, and what is to be closed behind it. */
    record Opened(Connection connection, AutoCloseable owner) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            connection.close();
            owner.close();
        }
    }

    /** A connection to a new database with these options. */
    Opened open(WayIn way, Path folder) throws SQLException {
        String file = folder.resolve(way + "-" + this + "-" + System.nanoTime() + ".db")
                .toString();
        OpenDatabase database =
                way == WayIn.AROUND_PLAIN_DATA_SOURCE ? aroundOneThatHasThem(file) : way.open(file, options);
        return new Opened(database.connect(), database);
    }

    /** The wrapped DataSource has the options itself. */
    private OpenDatabase aroundOneThatHasThem(String file) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(options);
        var plain = new SQLiteDataSource(new SQLiteConfig(properties));
        plain.setUrl("jdbc:sqlite:" + file);
        var dataSource = ConcurrencySafeSqliteDataSource.wrap(
                plain, SqliteConfig.builder(file).build());
        return new OpenDatabase(dataSource, dataSource);
    }
}
