// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The ways in which an application gets connections of this library. */
public enum WayIn {
    OWN_POOL {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) throws SQLException {
            var dataSource = new ConcurrencySafeSqliteDataSource(config(file, options));
            return new OpenDatabase(dataSource, dataSource);
        }
    },

    BEAN_SETTERS {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            var dataSource = new ConcurrencySafeSqliteDataSource();
            dataSource.setUrl("jdbc:safesqlite:" + file);
            options.forEach(dataSource::setOption);
            return new OpenDatabase(dataSource, dataSource);
        }
    },

    AROUND_HIKARI {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) throws SQLException {
            var hikari = new HikariDataSource(hikari("jdbc:sqlite:" + file));
            try {
                var dataSource = ConcurrencySafeSqliteDataSource.wrap(hikari, config(file, options));
                return new OpenDatabase(dataSource, dataSource, hikari);
            } catch (SQLException | RuntimeException failure) {
                hikari.close();
                throw failure;
            }
        }
    },

    DRIVER_MANAGER {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            var properties = new Properties();
            properties.putAll(options);
            return new OpenDatabase(new DriverManagerDataSource("jdbc:safesqlite:" + file, properties));
        }
    },

    HIKARI_OVER_URL {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            var hikari = new HikariDataSource(hikari(url(file, options)));
            return new OpenDatabase(hikari, hikari);
        }
    };

    /** Opens {@code file}; where the way opens nothing before the first connection, mistakes surface with that. */
    public abstract OpenDatabase open(String file, Map<String, String> options) throws SQLException;

    /** Opens {@code file} with the default options. */
    public OpenDatabase open(String file) throws SQLException {
        return open(file, Map.of());
    }

    private static SqliteConfig config(String file, Map<String, String> options) {
        var builder = SqliteConfig.builder(file);
        options.forEach(builder::option);
        return builder.build();
    }

    private static HikariConfig hikari(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(30_000);
        // A pool that can not be filled fails with the first connection, and says why.
        config.setInitializationFailTimeout(1);
        return config;
    }

    private static String url(String file, Map<String, String> options) {
        String url = "jdbc:safesqlite:" + file;
        return options.isEmpty()
                ? url
                : options.entrySet().stream()
                        .map(option ->
                                option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", url + "?", ""));
    }
}
