// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.hibernate;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** How Hibernate is given the database. */
enum Way {
    DATA_SOURCE {
        @Override
        Database open(Path file) throws SQLException {
            return around("hibernate.connection.datasource", file);
        }
    },
    NON_JTA_DATA_SOURCE {
        @Override
        Database open(Path file) throws SQLException {
            return around("jakarta.persistence.nonJtaDataSource", file);
        }
    },
    URL {
        @Override
        Database open(Path file) throws SQLException {
            return new Database(
                    Map.of(
                            "hibernate.connection.url",
                            "jdbc:safesqlite:" + file,
                            "hibernate.connection.driver_class",
                            SafeSqliteDriver.class.getName(),
                            "hibernate.connection.pool_size",
                            "20"),
                    () -> {});
        }
    };

    abstract Database open(Path file) throws SQLException;

    private static Database around(String setting, Path file) throws SQLException {
        var dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build());
        return new Database(Map.of(setting, dataSource), dataSource);
    }

    /** The settings that name a database, and what to close afterwards. */
    record Database(Map<String, Object> settings, AutoCloseable closing) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            closing.close();
        }
    }
}
