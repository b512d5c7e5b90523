// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/** What is compared. All use ten connections, WAL and {@code synchronous=NORMAL}. What they open is AutoCloseable. */
public enum Peer {
    /** HikariCP as one should set it up for SQLite: long busy timeout, transactions that lock at BEGIN. */
    HIKARI {
        @Override
        DataSource open(Path file) {
            return new HikariDataSource(hikari(file, LOCK_AT_BEGIN));
        }
    },
    /** The same as most have it: transactions lock at their first write. */
    HIKARI_DEFERRED {
        @Override
        DataSource open(Path file) {
            return new HikariDataSource(hikari(file, ""));
        }
    },
    /** HIKARI with its own watch for leaks, which takes a stack at each checkout as ours does. */
    HIKARI_LEAK_DETECTION {
        @Override
        DataSource open(Path file) {
            HikariConfig config = hikari(file, LOCK_AT_BEGIN);
            config.setLeakDetectionThreshold(30_000);
            return new HikariDataSource(config);
        }
    },
    /** Agroal on the same URL. */
    AGROAL {
        @Override
        DataSource open(Path file) throws SQLException {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(POOL_SIZE)
                            .connectionFactoryConfiguration(
                                    connections -> connections.jdbcUrl(url(file, LOCK_AT_BEGIN)))));
        }
    },
    /** Vibur on the same URL. */
    VIBUR {
        @Override
        DataSource open(Path file) {
            ViburDBCPDataSource pool = new ViburDBCPDataSource();
            pool.setJdbcUrl(url(file, LOCK_AT_BEGIN));
            pool.setUsername("");
            pool.setPassword("");
            pool.setPoolInitialSize(1);
            pool.setPoolMaxSize(POOL_SIZE);
            pool.setStatementCacheMaxSize(50);
            pool.start();
            return pool;
        }
    },
    /** This library with its defaults: leaks are watched, no metrics. */
    SAFE {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(config(file).build());
        }
    },
    /** Transactions enter the write gate at their first statement. */
    SAFE_IMMEDIATE {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(
                    config(file).beginMode(BeginMode.IMMEDIATE).build());
        }
    },
    /** Transactions that are known to read stay out of the write gate. */
    SAFE_ADAPTIVE {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(
                    config(file).beginMode(BeginMode.ADAPTIVE).build());
        }
    },
    /** The defaults with a MetricRegistry. */
    SAFE_METRICS {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(
                    config(file).metricRegistry(new MetricRegistry()).build());
        }
    },
    /** The defaults without {@code leakDetectionThreshold}. */
    SAFE_LEAK_DETECTION_OFF {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(
                    config(file).leakDetectionThresholdOff().build());
        }
    };

    private static final int POOL_SIZE = 10;
    private static final String LOCK_AT_BEGIN = "&transaction_mode=IMMEDIATE";

    private static String url(Path file, String more) {
        return "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000" + more;
    }

    private static HikariConfig hikari(Path file, String more) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(file, more));
        config.setMaximumPoolSize(POOL_SIZE);
        return config;
    }

    abstract DataSource open(Path file) throws SQLException;

    private static SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).maximumPoolSize(POOL_SIZE).pragma("synchronous", "NORMAL");
    }
}
