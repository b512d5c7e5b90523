// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** The ways to connections that are configured by text. */
enum Way {
    BUILDER {
        @Override
        Opened open(Path file, Map<String, String> options) throws SQLException {
            SqliteConfigBuilder builder = SqliteConfig.builder(file);
            options.forEach(builder::option);
            var dataSource = new ConcurrencySafeSqliteDataSource(builder.build());
            return new Opened(dataSource::getConnection, dataSource);
        }
    },
    BEAN {
        @Override
        Opened open(Path file, Map<String, String> options) {
            var dataSource = new ConcurrencySafeSqliteDataSource();
            dataSource.setUrl("jdbc:safesqlite:" + file);
            options.forEach(dataSource::setOption);
            return new Opened(dataSource::getConnection, dataSource);
        }
    },
    DRIVER {
        @Override
        Opened open(Path file, Map<String, String> options) {
            var properties = new Properties();
            properties.putAll(options);
            return new Opened(() -> new SafeSqliteDriver().connect("jdbc:safesqlite:" + file, properties), () -> {});
        }
    },
    WRAPPED {
        @Override
        Opened open(Path file, Map<String, String> options) throws SQLException {
            var hikari = new HikariConfig();
            hikari.setJdbcUrl("jdbc:sqlite:" + file);
            hikari.setMaximumPoolSize(10);
            var inner = new HikariDataSource(hikari);
            SqliteConfigBuilder builder = SqliteConfig.builder(file);
            options.forEach(builder::option);
            try {
                var dataSource = ConcurrencySafeSqliteDataSource.wrap(inner, builder.build());
                return new Opened(dataSource::getConnection, () -> {
                    dataSource.close();
                    inner.close();
                });
            } catch (SQLException | RuntimeException failure) {
                inner.close();
                throw failure;
            }
        }
    };

    abstract Opened open(Path file, Map<String, String> options) throws SQLException;

    interface Connections {
        Connection get() throws SQLException;
    }

    /** Connections, and what is closed after them. */
    record Opened(Connections connections, AutoCloseable owner) implements AutoCloseable {
        Connection connect() throws SQLException {
            return connections.get();
        }

        @Override
        public void close() throws SQLException {
            try {
                owner.close();
            } catch (Exception failure) {
                throw new SQLException(failure);
            }
        }
    }
}
