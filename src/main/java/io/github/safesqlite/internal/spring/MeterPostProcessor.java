// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Gives each {@link ConcurrencySafeSqliteDataSource} of the application, whoever created it, the registry of the application for its
 * meters: if there is one, or a primary one, and the DataSource has none. Safe for use by multiple threads.
 */
final class MeterPostProcessor implements BeanPostProcessor {
    private final ObjectProvider<MeterRegistry> registries;
    private final Set<String> poolNames = ConcurrentHashMap.newKeySet();

    MeterPostProcessor(ObjectProvider<MeterRegistry> registries) {
        this.registries = registries;
    }

    // Before other libraries wrap it, and after Spring Boot has bound its properties.
    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof DataSource dataSource) {
            ConcurrencySafeSqliteDataSource ours = SqliteDataSources.inside(dataSource);
            if (ours != null) {
                registries.ifUnique(registry -> register(ours, registry));
            }
        }
        return bean;
    }

    private void register(ConcurrencySafeSqliteDataSource dataSource, MeterRegistry registry) {
        try {
            var config = dataSource.config();
            boolean hasRegistry = config.metricRegistry() != null || config.healthCheckRegistry() != null;
            // Two pools of one name cannot both have meters, and must work without.
            if (!hasRegistry && poolNames.add(config.poolName())) {
                dataSource.setMetricRegistry(registry);
            }
        } catch (SQLException invalid) {
            // The first connection will say what is wrong.
        }
    }
}
