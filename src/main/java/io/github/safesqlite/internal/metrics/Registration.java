// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import java.util.ArrayList;
import java.util.List;

/** The metrics that one pool has in a registry: all of them or none. Not safe for concurrent use. */
final class Registration {
    private static final int RARE_VALUES = 128;

    private final MetricRegistry registry;
    private final String poolName;
    private final List<String> names = new ArrayList<>();

    Registration(MetricRegistry registry, String poolName) {
        this.registry = registry;
        this.poolName = poolName;
    }

    /** For events that come often: each one reads the time once. */
    Timer timer(String name) {
        RecentClock clock = new RecentClock(Clock.defaultClock());
        Histogram histogram = new Histogram(new WindowReservoir(clock));
        return add(name, new Timer(new Meter(new RecentAverages(clock)), histogram, clock));
    }

    /** For events of which there are few a day. */
    Timer rareTimer(String name) {
        return add(name, new Timer(new SlidingWindowReservoir(RARE_VALUES)));
    }

    Histogram histogram(String name) {
        return add(name, new Histogram(new WindowReservoir(Clock.defaultClock())));
    }

    Meter meter(String name) {
        return add(name, new Meter());
    }

    Counter counter(String name) {
        return add(name, new Counter());
    }

    <T> void gauge(String name, Gauge<T> gauge) {
        add(name, gauge);
    }

    private <M extends Metric> M add(String name, M metric) {
        String full = MetricRegistry.name(poolName, name);
        try {
            registry.register(full, metric);
        } catch (IllegalArgumentException taken) {
            remove();
            throw new IllegalArgumentException(
                    poolName + ": the metric registry already has \"" + full
                            + "\", most likely from another DataSource with this poolName that is still open. Give each"
                            + " DataSource its own poolName, or close the other one first.",
                    taken);
        }
        names.add(full);
        return metric;
    }

    /** Takes out what was added, and nothing else. */
    void remove() {
        names.forEach(registry::remove);
        names.clear();
    }
}
