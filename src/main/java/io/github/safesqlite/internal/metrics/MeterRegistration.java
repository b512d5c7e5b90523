// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.snapshot.PoolSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters that one pool has in a registry of Micrometer, each with its tag {@code pool}. Safe for use by multiple threads. */
final class MeterRegistration {
    private static final String POOL = "pool";

    private final MeterRegistry registry;
    private final String poolName;
    private final Set<Meter> registered = ConcurrentHashMap.newKeySet();

    MeterRegistration(MeterRegistry registry, String poolName) {
        this.registry = registry;
        this.poolName = poolName;
    }

    /** Two pools of one name would share their meters, and the first to close would remove them. */
    void requireNone(String name) {
        if (registry.find(name).tag(POOL, poolName).meter() != null) {
            throw new IllegalArgumentException(
                    poolName + ": the meter registry already has \"" + name + "\" of a pool of this name, most likely"
                            + " from another DataSource with this poolName that is still open. Give each DataSource its"
                            + " own poolName, or close the other one first.");
        }
    }

    Timer timer(String name, String description, String... tags) {
        return added(Timer.builder(name)
                .description(description)
                .tag(POOL, poolName)
                .tags(tags)
                .register(registry));
    }

    Counter counter(String name, String description, String... tags) {
        return added(Counter.builder(name)
                .description(description)
                .tag(POOL, poolName)
                .tags(tags)
                .register(registry));
    }

    DistributionSummary summary(String name, String description) {
        return added(DistributionSummary.builder(name)
                .description(description)
                .tag(POOL, poolName)
                .register(registry));
    }

    /** Without a unit, as HikariCP's: Prometheus would have it at the end of the name. */
    void gauge(String name, String description, Monitored monitored, ToDoubleFunction<PoolSnapshot> part) {
        added(Gauge.builder(name, () -> part.applyAsDouble(monitored.statistics()))
                .description(description)
                .tag(POOL, poolName)
                .register(registry));
    }

    void gauge(String name, String description, String unit, Supplier<Number> value) {
        added(Gauge.builder(name, value)
                .description(description)
                .baseUnit(unit)
                .tag(POOL, poolName)
                .register(registry));
    }

    /** A sum that somebody else keeps. The meter has only a weak reference to the object that it is told to ask. */
    void sum(String name, String description, @Nullable String unit, DoubleSupplier value, String... tags) {
        added(FunctionCounter.builder(name, this, registration -> value.getAsDouble())
                .description(description)
                .baseUnit(unit)
                .tag(POOL, poolName)
                .tags(tags)
                .register(registry));
    }

    private <M extends Meter> M added(M meter) {
        registered.add(meter);
        return meter;
    }

    /** Takes all of them out. */
    void remove() {
        registered.forEach(registry::remove);
        registered.clear();
    }
}
