// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.sample.admin.PoolStatistics;
import io.github.safesqlite.sample.dashboard.Demo;
import io.github.safesqlite.sample.dashboard.Incidents;
import io.github.safesqlite.sample.dialect.Dialect;
import io.github.safesqlite.sample.message.MessageLog;
import io.github.safesqlite.sample.provider.ProviderRecords;
import io.github.safesqlite.sample.provider.Providers;
import io.github.safesqlite.sample.serve.DatabaseLocation.SqliteFile;
import io.github.safesqlite.sample.timetable.Timetable;
import io.github.safesqlite.snapshot.GateSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** The database of the service, behind its one DataSource. */
public sealed interface ServiceDatabase extends AutoCloseable {
    /** Where all parts get their connections. */
    DataSource dataSource();

    /** What the database speaks. */
    Dialect dialect();

    /** What the pool measures. */
    MetricRegistry metrics();

    /** The physical connections now. */
    PoolStatistics pool() throws SQLException;

    /** Fails where the database does not answer. */
    void check() throws SQLException;

    /** How long somebody waits to write now, at most; zero where the pool does not know. */
    Duration longestWriteWait() throws SQLException;

    /** Runs tasks periodically. */
    Timetable timetable();

    /** The message log; at most {@code capacity} messages wait for their commit where it queues them. */
    MessageLog messages(int capacity, Clock clock) throws SQLException;

    /** The usage and the health of providers. */
    ProviderRecords providerRecords(Providers providers, Clock clock) throws SQLException;

    @Override
    void close() throws SQLException;

    /** The DataSource of concurrency-safe-sqlite on a file, with its metrics and what it reported. */
    record Safe(Path file, ConcurrencySafeSqliteDataSource dataSource, MetricRegistry metrics, Incidents incidents)
            implements ServiceDatabase {
        @Override
        public Dialect dialect() {
            return Dialect.SQLITE;
        }

        @Override
        public PoolStatistics pool() throws SQLException {
            return PoolStatistics.of(dataSource.statistics(), Instant.now());
        }

        /** A file answers; {@link #pool()} fails where it is closed. */
        @Override
        public void check() {}

        @Override
        public Duration longestWriteWait() throws SQLException {
            if (dataSource.statistics().writeWaiters() == 0) {
                return Duration.ZERO;
            }
            return dataSource.snapshot().gate().waiters().stream()
                    .map(GateSnapshot.Waiter::waited)
                    .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }

        @Override
        public Timetable timetable() {
            return Timetable.ofAllInstances(dataSource);
        }

        @Override
        public MessageLog messages(int capacity, Clock clock) throws SQLException {
            return MessageLog.batched(dataSource, capacity, clock);
        }

        @Override
        public ProviderRecords providerRecords(Providers providers, Clock clock) throws SQLException {
            return ProviderRecords.withMergedChoices(dataSource, providers, clock);
        }

        @Override
        public void close() throws SQLException {
            dataSource.close();
        }
    }

    /** HikariCP the usual way: on SQLite to compare, and on PostgreSQL. */
    record Hikari(HikariDataSource dataSource, Dialect dialect, MetricRegistry metrics) implements ServiceDatabase {
        private static final int CHECK_SECONDS = 2;

        @Override
        public PoolStatistics pool() {
            return PoolStatistics.of(dataSource, Instant.now());
        }

        @Override
        public void check() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                if (!connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("no answer within " + CHECK_SECONDS + " s");
                }
            }
        }

        @Override
        public Duration longestWriteWait() {
            return Duration.ZERO;
        }

        @Override
        public Timetable timetable() {
            return Timetable.ofThisInstance(dataSource);
        }

        @Override
        public MessageLog messages(int capacity, Clock clock) throws SQLException {
            return MessageLog.inTransactions(dataSource, dialect, clock);
        }

        @Override
        public ProviderRecords providerRecords(Providers providers, Clock clock) throws SQLException {
            return ProviderRecords.withStoredChoices(dataSource, dialect, providers, clock);
        }

        @Override
        public void close() {
            dataSource.close();
        }
    }

    /** Opens the database that the settings ask for. */
    static ServiceDatabase open(ServiceSettings settings) throws SQLException {
        return settings.pool() == PoolKind.SAFE && settings.database() instanceof SqliteFile file
                ? openSafe(file.path(), settings)
                : openHikari(settings);
    }

    private static Safe openSafe(Path file, ServiceSettings settings) throws SQLException {
        MetricRegistry metrics = new MetricRegistry();
        Incidents incidents = new Incidents();
        SqliteConfigBuilder config = SqliteConfig.builder(file.toString())
                .poolName("service")
                .maximumPoolSize(settings.poolMaximum())
                .minimumIdle(settings.poolMinimum())
                .idleTimeout(settings.idleTimeout())
                .connectionTimeout(settings.acquireTimeout())
                .pragma("synchronous", "NORMAL")
                .metricRegistry(metrics)
                .listener(incidents);
        return new Safe(
                file,
                new ConcurrencySafeSqliteDataSource(
                        Demo.configure(config, settings.demo()).build()),
                metrics,
                incidents);
    }

    private static Hikari openHikari(ServiceSettings settings) throws SQLException {
        MetricRegistry metrics = new MetricRegistry();
        HikariConfig config = new HikariConfig();
        config.setPoolName("service");
        config.setJdbcUrl(settings.database().jdbcUrl());
        config.setTransactionIsolation(settings.database().dialect().isolation());
        config.setMaximumPoolSize(settings.poolMaximum());
        config.setMinimumIdle(settings.poolMinimum());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setConnectionTimeout(settings.acquireTimeout().toMillis());
        config.setMetricRegistry(metrics);
        Demo.configure(config, settings.demo());
        try {
            return new Hikari(new HikariDataSource(config), settings.database().dialect(), metrics);
        } catch (PoolInitializationException noConnection) {
            throw new SQLException(noConnection.getMessage(), noConnection);
        }
    }
}
