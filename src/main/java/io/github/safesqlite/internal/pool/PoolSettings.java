// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.time.LookInterval;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The bounds of a connection pool; {@code validationAge} is the idle time after which a connection is checked. */
record PoolSettings(
        String poolName,
        int maximumPoolSize,
        int minimumIdle,
        int maximumParked,
        Optional<Duration> idleTimeout,
        Optional<Duration> maxLifetime,
        Duration validationAge) {
    private static final Duration VALIDATION_AGE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(100);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(10);

    static PoolSettings of(SqliteConfig config) {
        return new PoolSettings(
                config.poolName(),
                config.maximumPoolSize(),
                config.minimumIdle(),
                config.maximumParked(),
                config.idleTimeout(),
                config.maxLifetime(),
                VALIDATION_AGE);
    }

    /** How often idle connections are looked at. */
    Duration maintenancePeriod() {
        return LookInterval.of(List.of(idleTimeout, maxLifetime), SHORTEST_PERIOD, LONGEST_PERIOD);
    }
}
