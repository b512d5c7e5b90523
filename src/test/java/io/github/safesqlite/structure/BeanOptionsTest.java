// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option is a bean property too, and setting it has its effect. */
class BeanOptionsTest {
    /** For options that take a word. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("poolName", "other"),
            Map.entry("customizer", "io.github.safesqlite.setup.TwiceCustomizer"),
            Map.entry("initSql", "SELECT 1"),
            Map.entry("beginMode", "DEFERRED"),
            Map.entry("profile", "desktop"),
            Map.entry("returningMemory", "1MiB"),
            Map.entry("statementCacheMemory", "1MiB"),
            Map.entry("cacheMemory", "1GiB"),
            Map.entry("walSoftLimit", "1MiB"),
            Map.entry("walHardLimit", "1GiB"),
            Map.entry("backupDirectory", "backups"),
            Map.entry("pragmaMismatch", "warn"),
            Map.entry("networkFilesystem", "refuse"),
            Map.entry("unsafeSqlite", "refuse"),
            Map.entry("leakStacks", "off"),
            Map.entry("fileReplaced", "refuse"));

    /** All but one that can not be set to something that is not there, see ExtensionsTest. */
    static List<String> options() {
        return SqliteConfig.descriptions().keySet().stream()
                .filter(option -> !option.equals("extensions"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("options")
    void setterChangesTheConfiguration(String option) throws Exception {
        SqliteConfig defaults = SqliteConfig.builder(":memory:").build();
        Method setter = setter(option);
        Object value =
                sample(option, setter.getParameterTypes()[0], defaults.options().get(option));
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:safesqlite::memory:");
            setter.invoke(dataSource, value);

            SqliteConfig expected = SqliteConfig.builder(":memory:")
                    .option(option, value.toString())
                    .build();
            assertEquals(
                    expected.options().get(option),
                    dataSource.config().options().get(option));
            assertNotEquals(
                    defaults.options().get(option),
                    dataSource.config().options().get(option));
        }
    }

    /** The one that a container takes. */
    private static Method setter(String name) throws IntrospectionException {
        return Arrays.stream(Introspector.getBeanInfo(ConcurrencySafeSqliteDataSource.class)
                        .getPropertyDescriptors())
                .filter(property -> property.getName().equals(name))
                .map(PropertyDescriptor::getWriteMethod)
                .filter(Objects::nonNull)
                .findAny()
                .orElseGet(() -> fail("no property " + name));
    }

    private static Object sample(String option, Class<?> type, String defaultText) {
        if (type == int.class) {
            return 9;
        }
        if (type == double.class) {
            return 0.25;
        }
        if (type == boolean.class) {
            return !Boolean.parseBoolean(defaultText);
        }
        return WORDS.getOrDefault(option, "3ms");
    }
}
