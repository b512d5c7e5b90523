// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.listeners.Listeners;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The metrics and health checks of one DataSource, in the registries that its configuration names, until {@link #close}.
 * Nothing of Dropwizard or Micrometer is loaded without such a registry.
 */
public final class Monitoring implements AutoCloseable {
    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private final @Nullable PoolMeters meters;
    private final @Nullable PoolMetrics metrics;
    private final @Nullable PoolHealth healthChecks;

    private Monitoring(@Nullable PoolMeters meters, @Nullable PoolMetrics metrics, @Nullable PoolHealth healthChecks) {
        this.meters = meters;
        this.metrics = metrics;
        this.healthChecks = healthChecks;
    }

    /** Registers what {@code config} asks for and listens from now on; null if it asks for nothing. */
    public static @Nullable Monitoring start(SqliteConfig config, Listeners listeners, Monitored monitored) {
        Object registry = config.metricRegistry();
        boolean ofMicrometer = registry != null && isOfMicrometer(registry.getClass());
        boolean needsDropwizard = registry != null && !ofMicrometer || config.healthCheckRegistry() != null;
        Monitoring dropwizard = needsDropwizard ? withDropwizard(config, ofMicrometer, listeners, monitored) : null;
        if (registry == null || !ofMicrometer) {
            return dropwizard;
        }
        try {
            PoolMeters meters = PoolMeters.register((MeterRegistry) registry, config.poolName(), monitored);
            listeners.add(meters);
            return dropwizard == null
                    ? new Monitoring(meters, null, null)
                    : new Monitoring(meters, dropwizard.metrics, dropwizard.healthChecks);
        } catch (RuntimeException failure) {
            if (dropwizard != null) {
                dropwizard.close();
            }
            throw failure;
        }
    }

    /** By its name, because Micrometer need not be there. */
    private static boolean isOfMicrometer(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(MICROMETER)) {
                return true;
            }
        }
        return false;
    }

    private static Monitoring withDropwizard(
            SqliteConfig config, boolean ownRegistry, Listeners listeners, Monitored monitored) {
        try {
            return started(config, ownRegistry, listeners, monitored);
        } catch (NoClassDefFoundError absent) {
            throw new IllegalArgumentException(
                    config.poolName() + ": metrics and health checks need Dropwizard Metrics: add"
                            + " io.dropwizard.metrics:metrics-core, and metrics-healthchecks for the health checks, to the"
                            + " class path or the module path",
                    absent);
        }
    }

    private static Monitoring started(
            SqliteConfig config, boolean ownRegistry, Listeners listeners, Monitored monitored) {
        MetricRegistry registry = ownRegistry ? new MetricRegistry() : registry(config);
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
        return new Monitoring(null, metrics, healthChecks);
    }

    /** Health checks read metrics too: without a registry for them they have one of their own. */
    static MetricRegistry registry(SqliteConfig config) {
        Object given = config.metricRegistry();
        if (given != null && !(given instanceof MetricRegistry)) {
            throw new IllegalArgumentException(
                    config.poolName() + ": metricRegistry must be a com.codahale.metrics.MetricRegistry or a "
                            + MICROMETER + ", was a " + given.getClass().getName());
        }
        return given == null ? new MetricRegistry() : (MetricRegistry) given;
    }

    /** Takes out what was registered. */
    @Override
    public void close() {
        if (meters != null) {
            meters.close();
        }
        if (metrics != null) {
            metrics.close();
        }
        if (healthChecks != null) {
            healthChecks.close();
        }
    }
}
