// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;

/** Whether the service can answer, by the share of its connections that is in use. */
enum Health {
    /** All is well. */
    HEALTHY,
    /** From 80 %. */
    WARNING,
    /** From 90 %, or requests wait for a connection. */
    DEGRADED;

    private static final double WARNING_FROM = 0.8;
    private static final double DEGRADED_FROM = 0.9;

    static Health of(double usage, int pending) {
        if (usage >= DEGRADED_FROM || pending > 0) {
            return DEGRADED;
        }
        return usage >= WARNING_FROM ? WARNING : HEALTHY;
    }

    /** The health of the database now. */
    static Health of(ServiceDatabase database) throws SQLException {
        if (database instanceof ServiceDatabase.Safe safe) {
            PoolSnapshot pool = safe.dataSource().statistics();
            return of(pool.usage(), pool.pending());
        }
        HikariDataSource hikari = ((ServiceDatabase.Hikari) database).dataSource();
        HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
        return of(
                pool.getActiveConnections() / (double) hikari.getMaximumPoolSize(),
                pool.getThreadsAwaitingConnection());
    }
}
