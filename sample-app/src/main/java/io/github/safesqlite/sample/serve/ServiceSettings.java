// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.dashboard.Demo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the service is set up.
 *
 * @param database where the data is
 * @param pool which DataSource; HikariCP where the database is not a SQLite file
 * @param poolMaximum most physical connections
 * @param poolMinimum idle physical connections that are kept
 * @param idleTimeout how long others are kept
 * @param acquireTimeout how long a request waits for a connection
 * @param address where to listen; port 0 takes a free one
 * @param adminToken what protected routes ask for
 * @param sessionLifetime how long a session lives without a touch
 * @param messageRetention how long messages are kept
 * @param rateLimit requests per second of each client; 0 is no limit
 * @param demo the mistakes that the dashboard may make
 */
public record ServiceSettings(
        DatabaseLocation database,
        PoolKind pool,
        int poolMaximum,
        int poolMinimum,
        Duration idleTimeout,
        Duration acquireTimeout,
        InetSocketAddress address,
        Optional<String> adminToken,
        Duration sessionLifetime,
        Duration messageRetention,
        int rateLimit,
        Set<Demo.Mistake> demo) {
    /** Copies {@code demo}. */
    public ServiceSettings {
        demo = Set.copyOf(demo);
    }
}
