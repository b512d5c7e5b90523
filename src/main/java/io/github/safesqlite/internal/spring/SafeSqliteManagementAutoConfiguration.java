// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Meters, metadata of the pool, a health indicator and an endpoint for each {@link ConcurrencySafeSqliteDataSource}, whoever created
 * it. Runs after the auto-configurations that create one.
 */
@AutoConfiguration(
        after = SafeSqliteAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@Conditional(SqliteDataSourceCondition.class)
class SafeSqliteManagementAutoConfiguration {
    /** Meters of Micrometer, if the application has one registry or a primary one. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Micrometer {
        @Bean
        static MeterPostProcessor safeSqliteMeters(ObjectProvider<MeterRegistry> registries) {
            return new MeterPostProcessor(registries);
        }
    }

    /** For the metrics {@code jdbc.connections} of Spring Boot. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataSourcePoolMetadataProvider.class)
    static class PoolMetadata {
        @Bean
        DataSourcePoolMetadataProvider safeSqlitePoolMetadataProvider() {
            return dataSource -> {
                ConcurrencySafeSqliteDataSource ours = SqliteDataSources.inside(dataSource);
                return ours == null ? null : new SafeSqlitePoolMetadata(ours);
            };
        }
    }

    /** The health of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
    @ConditionalOnProperty(name = "management.health.sqlite.enabled", matchIfMissing = true)
    static class Health {
        @Bean
        @ConditionalOnMissingBean(name = "sqliteHealthIndicator")
        SqliteHealthIndicator sqliteHealthIndicator(ObjectProvider<DataSource> dataSources) {
            return new SqliteHealthIndicator(new SqliteHealth(SqliteDataSources.among(dataSources)));
        }
    }

    /** The health of Spring Boot 3, whose types have other names. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
    @ConditionalOnMissingClass("org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnProperty(name = "management.health.sqlite.enabled", matchIfMissing = true)
    static class HealthOfSpringBoot3 {
        @Bean
        @ConditionalOnMissingBean(name = "sqliteHealthIndicator")
        SqliteHealthIndicatorOfSpringBoot3 sqliteHealthIndicator(ObjectProvider<DataSource> dataSources) {
            return new SqliteHealthIndicatorOfSpringBoot3(new SqliteHealth(SqliteDataSources.among(dataSources)));
        }
    }

    /** The endpoint, which Spring Boot shows only where the application asks for it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Endpoint.class)
    static class Actuator {
        @Bean
        @ConditionalOnMissingBean
        SqliteEndpoint sqliteEndpoint(ObjectProvider<DataSource> dataSources) {
            return new SqliteEndpoint(SqliteDataSources.among(dataSources));
        }
    }
}
