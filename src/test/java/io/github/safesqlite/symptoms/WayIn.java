// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.SQLException;

/** The ways to swap the library in. All take the same options, written {@code name=value}. */
enum WayIn {
    OWN_POOL {
        @Override
        SafeDatabase open(Path file, String... options) throws SQLException {
            ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource(config(file, options));
            return new SafeDatabase(dataSource, dataSource::close);
        }
    },
    AROUND_HIKARI {
        @Override
        SafeDatabase open(Path file, String... options) throws SQLException {
            HikariDataSource hikari = hikari("jdbc:sqlite:" + file);
            ConcurrencySafeSqliteDataSource dataSource =
                    ConcurrencySafeSqliteDataSource.wrap(hikari, config(file, options));
            return new SafeDatabase(dataSource, () -> {
                dataSource.close();
                hikari.close();
            });
        }
    },
    URL_IN_HIKARI {
        @Override
        SafeDatabase open(Path file, String... options) {
            HikariDataSource hikari = hikari("jdbc:safesqlite:" + file + "?" + String.join("&", options));
            return new SafeDatabase(hikari, hikari::close);
        }
    };

    abstract SafeDatabase open(Path file, String... options) throws SQLException;

    /** HikariCP with its own defaults: ten connections. */
    static HikariDataSource hikari(String url) {
        HikariDataSource hikari = new HikariDataSource();
        hikari.setJdbcUrl(url);
        return hikari;
    }

    static SqliteConfig config(Path file, String... options) {
        SqliteConfig.Builder builder = SqliteConfig.builder(file);
        for (String option : options) {
            String[] parts = option.split("=", 2);
            builder.option(parts[0], parts[1]);
        }
        return builder.build();
    }
}
