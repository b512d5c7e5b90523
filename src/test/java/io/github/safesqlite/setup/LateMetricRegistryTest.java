// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A registry that a DataSource is given while it is in use. */
class LateMetricRegistryTest {
    private static SqliteConfig config() {
        return SqliteConfig.builder(":memory:").poolName("late").build();
    }

    @Test
    void metersCountFromThenOnUntilTheDataSourceIsClosed() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config())) {
            dataSource.getConnection().close();
            dataSource.setMetricRegistry(registry);
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (x)");
            }
            assertEquals(
                    1,
                    registry.get("safesqlite.write.hold")
                            .tag("pool", "late")
                            .timer()
                            .count());
        }
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void itIsGivenOnce() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config())) {
            dataSource.setMetricRegistry(new MetricRegistry());
            assertThrows(IllegalStateException.class, () -> dataSource.setMetricRegistry(new SimpleMeterRegistry()));
        }
    }

    @Test
    void itDoesNotReplaceWhatHealthChecksRead() throws Exception {
        var health = new HealthCheckRegistry();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                config().toBuilder().healthCheckRegistry(health).build())) {
            assertThrows(IllegalStateException.class, () -> dataSource.setMetricRegistry(new SimpleMeterRegistry()));
        }
        assertEquals(List.of(), List.copyOf(health.getNames()));
    }
}
