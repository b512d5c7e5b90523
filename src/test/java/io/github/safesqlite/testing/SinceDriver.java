// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.sqlite.SQLiteJDBCLoader;

/** A test that older drivers can not pass, the reason being in docs/compatibility.md. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SinceDriver.Condition.class)
public @interface SinceDriver {
    /** The first version, of those that the build runs with, that passes. */
    String value();

    /** Looks at the driver that is there. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), SinceDriver.class)
                    .filter(since -> isOlder(since.value()))
                    .map(since -> ConditionEvaluationResult.disabled("needs sqlite-jdbc " + since.value()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("the driver is new enough"));
        }

        private static boolean isOlder(String first) {
            return Arrays.compare(numbers(SQLiteJDBCLoader.getVersion()), numbers(first)) < 0;
        }

        private static int[] numbers(String version) {
            return Arrays.stream(version.split("\\."))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }
}
