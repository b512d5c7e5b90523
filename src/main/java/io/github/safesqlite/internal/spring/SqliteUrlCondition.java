// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches if {@code spring.datasource.url} is one of SQLite and no property asks for another DataSource. */
final class SqliteUrlCondition extends SpringBootCondition {
    private static final List<String> URLS = List.of("jdbc:safesqlite:", "jdbc:sqlite:");
    private static final List<String> TYPES = List.of(ConcurrencySafeSqliteDataSource.class.getName());
    private static final List<String> DRIVERS = List.of(SafeSqliteDriver.class.getName(), "org.sqlite.JDBC");

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        if (!environment.getProperty(DataSourceProperties.ENABLED, Boolean.class, true)) {
            return noMatch(DataSourceProperties.ENABLED + " is false");
        }
        if (StringUtils.hasText(environment.getProperty("spring.datasource.jndi-name"))) {
            return noMatch("spring.datasource.jndi-name is set");
        }
        if (asksForOther(environment, "spring.datasource.type", TYPES)) {
            return noMatch("spring.datasource.type asks for another DataSource");
        }
        if (asksForOther(environment, "spring.datasource.driver-class-name", DRIVERS)) {
            return noMatch("spring.datasource.driver-class-name asks for another driver");
        }
        String url =
                environment.getProperty("spring.datasource.url", "").strip().toLowerCase(Locale.ROOT);
        return URLS.stream().anyMatch(url::startsWith)
                ? ConditionOutcome.match(message().because("spring.datasource.url is one of SQLite"))
                : noMatch("spring.datasource.url is not one of SQLite");
    }

    private static boolean asksForOther(Environment environment, String property, List<String> ours) {
        String value = environment.getProperty(property);
        return StringUtils.hasText(value) && !ours.contains(value.strip());
    }

    private static ConditionOutcome noMatch(String reason) {
        return ConditionOutcome.noMatch(message().because(reason));
    }

    private static ConditionMessage.Builder message() {
        return ConditionMessage.forCondition("safesqlite");
    }
}
