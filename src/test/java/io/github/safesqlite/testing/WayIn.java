// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.sqlite.SQLiteDataSource;

/** The ways in which an application gets its connections; {@link Through} names those that a test takes. */
public enum WayIn {
    /** sqlite-jdbc alone: what all others are compared with. Options are its properties. */
    PLAIN_DRIVER {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            return new OpenDatabase(driverManager("jdbc:sqlite:" + file, options));
        }
    },

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
            patiently(options).forEach(dataSource::setOption);
            return new OpenDatabase(dataSource, dataSource);
        }
    },

    AROUND_PLAIN_DATA_SOURCE {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) throws SQLException {
            var inner = new SQLiteDataSource();
            inner.setUrl("jdbc:sqlite:" + file);
            return around(inner, file, options);
        }
    },

    /** HikariCP opens ten connections at once, or none where the options want none idle. */
    AROUND_HIKARI {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) throws SQLException {
            var inner = new HikariDataSource();
            inner.setJdbcUrl("jdbc:sqlite:" + file);
            if ("0".equals(options.get("minimumIdle"))) {
                inner.setMinimumIdle(0);
            }
            try {
                return around(inner, file, options, inner);
            } catch (SQLException | RuntimeException failure) {
                inner.close();
                throw failure;
            }
        }
    },

    URL {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            return new OpenDatabase(driverManager("jdbc:safesqlite:" + file, patiently(options)));
        }
    },

    URL_IN_HIKARI {
        @Override
        public OpenDatabase open(String file, Map<String, String> options) {
            HikariDataSource hikari = hikari(patiently(options).entrySet().stream()
                    .map(option -> option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                    .collect(
                            Collectors.joining("&", "jdbc:safesqlite:" + file + (file.contains("?") ? "&" : "?"), "")));
            return new OpenDatabase(hikari, hikari);
        }
    };

    /** Opens {@code file}; where the way opens nothing before the first connection, mistakes surface with that. */
    public abstract OpenDatabase open(String file, Map<String, String> options) throws SQLException;

    /** The same. */
    public OpenDatabase open(Path file, Map<String, String> options) throws SQLException {
        return open(file.toString(), options);
    }

    /** Opens {@code file} without options. */
    public OpenDatabase open(String file) throws SQLException {
        return open(file, Map.of());
    }

    /** Opens {@code file} with options that are written {@code name=value}. */
    public OpenDatabase open(Path file, String... options) throws SQLException {
        return open(file.toString(), options(options));
    }

    /** HikariCP with its own defaults: ten connections. */
    public static HikariDataSource hikari(String url) {
        HikariDataSource hikari = new HikariDataSource();
        hikari.setJdbcUrl(url);
        return hikari;
    }

    /** What this library is opened with. */
    public static SqliteConfig config(Path file, String... options) {
        return config(file.toString(), options(options));
    }

    static SqliteConfig config(String file, Map<String, String> options) {
        SqliteConfigBuilder builder = SqliteConfig.builder(file);
        patiently(options).forEach(builder::option);
        return builder.build();
    }

    static OpenDatabase around(DataSource inner, String file, Map<String, String> options, AutoCloseable... closedAfter)
            throws SQLException {
        var dataSource = ConcurrencySafeSqliteDataSource.wrap(inner, config(file, options));
        var closings = new AutoCloseable[closedAfter.length + 1];
        closings[0] = dataSource;
        System.arraycopy(closedAfter, 0, closings, 1, closedAfter.length);
        return new OpenDatabase(dataSource, closings);
    }

    static DataSource driverManager(String url, Map<String, String> options) {
        Properties properties = new Properties();
        properties.putAll(options);
        return new DriverManagerDataSource(url, properties);
    }

    private static Map<String, String> options(String... options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String option : options) {
            String[] parts = option.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return all;
    }

    /** The options of a test, and time for a machine that is busy with something else. */
    static Map<String, String> patiently(Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("connectionTimeout", "1m", "writeTimeout", "1m"));
        all.putAll(options);
        return all;
    }
}
