// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.listeners.Listeners;
import org.jspecify.annotations.Nullable;

/**
 * The metrics and health checks of one DataSource, in the registries that its configuration names, until {@link #close}.
 * Nothing of Dropwizard is loaded without such a registry.
 */
public final class Monitoring implements AutoCloseable {
    private final PoolMetrics metrics;
    private final @Nullable PoolHealth healthChecks;

    private Monitoring(PoolMetrics metrics, @Nullable PoolHealth healthChecks) {
        this.metrics = metrics;
        this.healthChecks = healthChecks;
    }

    /** Registers what {@code config} asks for and listens from now on; null if it asks for nothing. */
    public static @Nullable Monitoring start(SqliteConfig config, Listeners listeners, Monitored monitored) {
        if (config.metricRegistry() == null && config.healthCheckRegistry() == null) {
            return null;
        }
        try {
            return started(config, listeners, monitored);
        } catch (NoClassDefFoundError absent) {
            throw new IllegalArgumentException(
                    config.poolName() + ": metrics and health checks need Dropwizard Metrics: add"
                            + " io.dropwizard.metrics:metrics-core, and metrics-healthchecks for the health checks, to the"
                            + " class path or the module path",
                    absent);
        }
    }

    private static Monitoring started(SqliteConfig config, Listeners listeners, Monitored monitored) {
        MetricRegistry registry = registry(config);
        PoolMetrics metrics = PoolMetrics.register(registry, config.poolName(), monitored);
        PoolHealth healthChecks = null;
        if (config.healthCheckRegistry() != null) {
            try {
                healthChecks = PoolHealth.register(config, metrics, monitored);
            } catch (RuntimeException failure) {
                metrics.close();
                throw failure;
            }
        }
        listeners.add(metrics);
        return new Monitoring(metrics, healthChecks);
    }

    /** Health checks read metrics too: without a registry for them they have one of their own. */
    static MetricRegistry registry(SqliteConfig config) {
        Object given = config.metricRegistry();
        if (given != null && !(given instanceof MetricRegistry)) {
            throw new IllegalArgumentException(
                    config.poolName() + ": metricRegistry must be a com.codahale.metrics.MetricRegistry, was a "
                            + given.getClass().getName());
        }
        return given == null ? new MetricRegistry() : (MetricRegistry) given;
    }

    /** Takes out what was registered. */
    @Override
    public void close() {
        metrics.close();
        if (healthChecks != null) {
            healthChecks.close();
        }
    }
}
