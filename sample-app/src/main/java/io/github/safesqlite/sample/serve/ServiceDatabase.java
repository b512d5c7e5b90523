// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.sample.dashboard.Demo;
import io.github.safesqlite.sample.dashboard.Incidents;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of the service: the one DataSource for its file. */
sealed interface ServiceDatabase extends AutoCloseable {
    /** Where all parts get their connections. */
    DataSource dataSource();

    @Override
    void close() throws SQLException;

    /** The DataSource of concurrency-safe-sqlite, with its metrics and what it reported. */
    record Safe(ConcurrencySafeSqliteDataSource dataSource, MetricRegistry metrics, Incidents incidents)
            implements ServiceDatabase {
        @Override
        public void close() throws SQLException {
            dataSource.close();
        }
    }

    /** HikariCP, to compare. */
    record Hikari(HikariDataSource dataSource) implements ServiceDatabase {
        @Override
        public void close() {
            dataSource.close();
        }
    }

    /** Opens the database that the settings ask for. */
    static ServiceDatabase open(ServiceSettings settings) throws SQLException {
        return switch (settings.pool()) {
            case SAFE -> openSafe(settings);
            case HIKARI -> openHikari(settings);
        };
    }

    private static Safe openSafe(ServiceSettings settings) throws SQLException {
        MetricRegistry metrics = new MetricRegistry();
        Incidents incidents = new Incidents();
        SqliteConfigBuilder config = SqliteConfig.builder(settings.database().toString())
                .poolName("service")
                .maximumPoolSize(settings.poolMaximum())
                .minimumIdle(settings.poolMinimum())
                .idleTimeout(settings.idleTimeout())
                .connectionTimeout(settings.acquireTimeout())
                .pragma("synchronous", "NORMAL")
                .metricRegistry(metrics)
                .listener(incidents);
        return new Safe(
                new ConcurrencySafeSqliteDataSource(
                        Demo.configure(config, settings.demo()).build()),
                metrics,
                incidents);
    }

    private static Hikari openHikari(ServiceSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("service");
        config.setJdbcUrl("jdbc:sqlite:" + settings.database()
                + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000&transaction_mode=IMMEDIATE");
        config.setMaximumPoolSize(settings.poolMaximum());
        config.setMinimumIdle(settings.poolMinimum());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setConnectionTimeout(settings.acquireTimeout().toMillis());
        return new Hikari(new HikariDataSource(config));
    }
}
