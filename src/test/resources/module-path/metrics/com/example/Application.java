// SPDX-License-Identifier: Apache-2.0
package com.example;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;

/** Prints a metric and a health check. */
public final class Application {
    private Application() {}

    public static void main(String[] arguments) throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        HealthCheckRegistry healthChecks = new HealthCheckRegistry();
        SqliteConfig config = SqliteConfig.builder(Path.of(arguments[0]))
                .poolName("modular")
                .metricRegistry(metrics)
                .healthCheckRegistry(healthChecks)
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                var connection = dataSource.getConnection()) {
            connection.createStatement().execute("CREATE TABLE t(x)");
            System.out.println("most=" + metrics.getGauges().get("modular.pool.MaxConnections").getValue());
            healthChecks.runHealthChecks().forEach((name, result) -> System.out.println("healthy=" + result.isHealthy()));
        }
    }
}
