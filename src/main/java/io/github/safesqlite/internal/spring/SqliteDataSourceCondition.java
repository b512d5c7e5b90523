// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if a bean is a {@link ConcurrencySafeSqliteDataSource}, or may be one because a method declares it as a {@link DataSource}.
 */
final class SqliteDataSourceCondition extends SpringBootCondition implements ConfigurationCondition {
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        boolean found = beans != null
                && Arrays.stream(beans.getBeanNamesForType(DataSource.class, true, false))
                        .anyMatch(name -> mayBeOurs(beans.getType(name, false)));
        var message = ConditionMessage.forCondition("safesqlite");
        return found
                ? ConditionOutcome.match(message.because("a DataSource is one of this library, or may be one"))
                : ConditionOutcome.noMatch(message.because("no DataSource is one of this library"));
    }

    private static boolean mayBeOurs(@Nullable Class<?> declared) {
        return declared == null || declared.isAssignableFrom(ConcurrencySafeSqliteDataSource.class);
    }
}
