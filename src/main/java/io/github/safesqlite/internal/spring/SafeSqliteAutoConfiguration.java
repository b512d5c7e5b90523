// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The DataSource of an application whose {@code spring.datasource.url} is one of SQLite, unless it has another one. Runs before
 * the auto-configuration of Spring Boot, whose name differs between versions 3 and 4.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@Conditional(SqliteUrlCondition.class)
@ConditionalOnMissingBean({DataSource.class, XADataSource.class})
class SafeSqliteAutoConfiguration {
    @Bean
    ConcurrencySafeSqliteDataSource dataSource(Environment environment) {
        return DataSourceProperties.of(environment).create();
    }

    /** If the application can be written to disk and restored. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.crac.Resource")
    static class CheckpointRestore {
        @Bean
        CheckpointRestoreLifecycle safeSqliteCheckpointRestoreLifecycle(
                ConcurrencySafeSqliteDataSource dataSource, ApplicationContext context) {
            return new CheckpointRestoreLifecycle(dataSource, context);
        }
    }
}
