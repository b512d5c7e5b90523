// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What is compared. All use ten connections, WAL and {@code synchronous=NORMAL}. What they open is AutoCloseable. */
public enum Peer {
    /** HikariCP as one should set it up for SQLite: long busy timeout, transactions that lock at BEGIN. */
    HIKARI {
        @Override
        DataSource open(Path file) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:sqlite:" + file
                    + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000&transaction_mode=IMMEDIATE");
            config.setMaximumPoolSize(POOL_SIZE);
            return new HikariDataSource(config);
        }
    },
    /** This library with its defaults: leaks are watched, no metrics. */
    SAFE {
        @Override
        DataSource open(Path file) throws SQLException {
            return new ConcurrencySafeSqliteDataSource(config(file).build());
        }
    },
    /** The same with a MetricRegistry. */
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

    abstract DataSource open(Path file) throws SQLException;

    private static SqliteConfig.Builder config(Path file) {
        return SqliteConfig.builder(file).maximumPoolSize(POOL_SIZE).pragma("synchronous", "NORMAL");
    }
}
