// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link SqliteTest} on a test class. Spring's test framework finds this class by {@code META-INF/spring.factories}. */
final class FreshDatabaseFactory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return TestContextAnnotationUtils.hasAnnotation(testClass, SqliteTest.class)
                ? new FreshDatabase(outermost(testClass))
                : null;
    }

    /** The class whose application context a nested class shares. */
    private static Class<?> outermost(Class<?> testClass) {
        Class<?> type = testClass;
        while (TestContextAnnotationUtils.searchEnclosingClass(type)) {
            type = type.getEnclosingClass();
        }
        return type;
    }
}
