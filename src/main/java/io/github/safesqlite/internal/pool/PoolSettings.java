// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import java.time.Duration;
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
    private static final int CHECKS_PER_LIMIT = 4;

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
        Duration shortest = LONGEST_PERIOD;
        for (Duration limit : idleTimeout.stream().toList()) {
            shortest = earlier(shortest, limit.dividedBy(CHECKS_PER_LIMIT));
        }
        for (Duration limit : maxLifetime.stream().toList()) {
            shortest = earlier(shortest, limit.dividedBy(CHECKS_PER_LIMIT));
        }
        return shortest.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : shortest;
    }

    private static Duration earlier(Duration first, Duration second) {
        return first.compareTo(second) <= 0 ? first : second;
    }
}
