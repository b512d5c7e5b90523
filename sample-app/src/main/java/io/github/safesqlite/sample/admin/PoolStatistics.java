// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The physical connections at one moment.
 *
 * @param active in use
 * @param idle not in use
 * @param total in all
 * @param max the most that may be open
 * @param min how many stay open when idle
 * @param pending connections that wait for one
 * @param timestamp when, such as {@code 2026-11-29T04:00:00Z}
 * @param health how the pool is
 */
public record PoolStatistics(
        int active, int idle, int total, int max, int min, int pending, String timestamp, Health health) {
    /** Where statistics come from. */
    @FunctionalInterface
    public interface Source {
        /** The statistics now. */
        PoolStatistics read() throws SQLException;
    }

    /** The statistics of a pool of concurrency-safe-sqlite. */
    public static PoolStatistics of(PoolSnapshot pool, Instant now) {
        return new PoolStatistics(
                pool.active(),
                pool.idle(),
                pool.total(),
                pool.maximum(),
                pool.minimumIdle(),
                pool.pending(),
                now.toString(),
                Health.of(pool.usage(), pool.pending()));
    }

    /** The statistics of a pool of HikariCP that has started. */
    public static PoolStatistics of(HikariDataSource dataSource, Instant now) {
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        int active = pool.getActiveConnections();
        int max = dataSource.getMaximumPoolSize();
        int pending = pool.getThreadsAwaitingConnection();
        return new PoolStatistics(
                active,
                pool.getIdleConnections(),
                pool.getTotalConnections(),
                max,
                dataSource.getMinimumIdle(),
                pending,
                now.toString(),
                Health.of(active / (double) max, pending));
    }
}
