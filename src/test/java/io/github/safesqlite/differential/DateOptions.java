// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
    Opened open(Way way, Path folder) throws SQLException {
        String file = folder.resolve(way + "-" + this + "-" + System.nanoTime() + ".db")
                .toString();
        return switch (way) {
            case DRIVER -> new Opened(DriverManager.getConnection("jdbc:sqlite:" + file, properties()), () -> {});
            case URL -> new Opened(DriverManager.getConnection("jdbc:safesqlite:" + file, properties()), () -> {});
            case OWN_POOL -> {
                var pool = new ConcurrencySafeSqliteDataSource(config(file));
                yield new Opened(pool.getConnection(), pool::close);
            }
            // The wrapped DataSource has the options itself.
            case AROUND_PLAIN_DATA_SOURCE -> {
                SQLiteDataSource plain = new SQLiteDataSource(new SQLiteConfig(properties()));
                plain.setUrl("jdbc:sqlite:" + file);
                var pool = ConcurrencySafeSqliteDataSource.wrap(
                        plain, SqliteConfig.builder(file).build());
                yield new Opened(pool.getConnection(), pool::close);
            }
            // It has not: ours has.
            case AROUND_HIKARI -> {
                HikariDataSource hikari = new HikariDataSource();
                hikari.setJdbcUrl("jdbc:sqlite:" + file);
                var pool = ConcurrencySafeSqliteDataSource.wrap(hikari, config(file));
                yield new Opened(pool.getConnection(), () -> {
                    pool.close();
                    hikari.close();
                });
            }
        };
    }

    private SqliteConfig config(String file) {
        SqliteConfigBuilder config = SqliteConfig.builder(file);
        options.forEach(config::option);
        return config.build();
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(options);
        return properties;
    }
}
