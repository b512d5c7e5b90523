// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

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
            try {
                ConcurrencySafeSqliteDataSource dataSource =
                        ConcurrencySafeSqliteDataSource.wrap(hikari, config(file, options));
                return new SafeDatabase(dataSource, () -> {
                    dataSource.close();
                    hikari.close();
                });
            } catch (SQLException | RuntimeException failure) {
                hikari.close();
                throw failure;
            }
        }
    },
    URL_IN_HIKARI {
        @Override
        SafeDatabase open(Path file, String... options) {
            String query = all(options).entrySet().stream()
                    .map(option -> option.getKey() + "=" + option.getValue())
                    .collect(Collectors.joining("&"));
            HikariDataSource hikari = hikari("jdbc:safesqlite:" + file + "?" + query);
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
        SqliteConfigBuilder builder = SqliteConfig.builder(file);
        all(options).forEach(builder::option);
        return builder.build();
    }

    /** The options of a test, and time for a machine that is busy with something else. */
    private static Map<String, String> all(String... options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("connectionTimeout", "1m", "writeTimeout", "1m"));
        for (String option : options) {
            String[] parts = option.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return all;
    }
}
