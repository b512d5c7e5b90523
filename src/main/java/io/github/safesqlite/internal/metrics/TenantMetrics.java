// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The metrics of all tenants together; each open tenant has those of its pool besides. Safe for use by multiple threads. */
public final class TenantMetrics implements AutoCloseable {
    private final Registration registration;

    private TenantMetrics(Registration registration) {
        this.registration = registration;
    }

    /** Registers them if {@code template} asks for metrics; null if it does not. */
    public static @Nullable TenantMetrics start(SqliteConfig template, Supplier<TenantsSnapshot> tenants) {
        return template.metricRegistry() == null
                ? null
                : register(Monitoring.registry(template), template.poolName(), tenants);
    }

    static TenantMetrics register(MetricRegistry registry, String poolName, Supplier<TenantsSnapshot> tenants) {
        Registration registration = new Registration(registry, poolName);
        registration.gauge("tenant.Open", () -> tenants.get().open().size());
        registration.gauge("tenant.InUse", () -> tenants.get().inUse());
        registration.gauge("tenant.Maximum", () -> tenants.get().maximumOpen());
        registration.gauge("tenant.Pending", () -> tenants.get().waiting());
        registration.gauge("tenant.Openings", () -> tenants.get().opened());
        registration.gauge("tenant.Replaced", () -> tenants.get().closedForRoom());
        registration.gauge("tenant.Timeouts", () -> tenants.get().timeouts());
        registration.gauge("tenant.OpenFailures", () -> tenants.get().failedOpens());
        return new TenantMetrics(registration);
    }

    /** Takes out what was registered. */
    @Override
    public void close() {
        registration.remove();
    }
}
