// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.config.SqliteConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.Origin;

/**
 * A property of the application that sets an option, a PRAGMA or a parameter of sqlite-jdbc. Immutable.
 *
 * @param name the property
 * @param option what it sets
 * @param value the value, as text
 * @param origin where the property is set, or null if that is not known
 */
record OptionProperty(
        ConfigurationPropertyName name,
        String option,
        String value,
        @Nullable Origin origin) {
    /** All properties below {@code prefix}, except {@code exclusion}. */
    static List<OptionProperty> below(String prefix, String exclusion, Binder binder) {
        ConfigurationPropertyName root = ConfigurationPropertyName.of(prefix);
        ConfigurationPropertyName excluded = ConfigurationPropertyName.of(exclusion);
        List<OptionProperty> found = new ArrayList<>();
        binder.bind(prefix, Bindable.mapOf(String.class, String.class), new BindHandler() {
            @Override
            public Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                ConfigurationProperty property = context.getConfigurationProperty();
                if (property != null && root.isAncestorOf(name) && !excluded.equals(name)) {
                    found.add(
                            new OptionProperty(name, option(root, name), String.valueOf(result), property.getOrigin()));
                }
                return result;
            }
        });
        return found;
    }

    /** Environment variables have neither cases nor hyphens, so names are compared without. */
    private static String option(ConfigurationPropertyName root, ConfigurationPropertyName name) {
        StringBuilder original = new StringBuilder();
        StringBuilder uniform = new StringBuilder();
        for (int i = root.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            original.append(i > root.getNumberOfElements() ? "_" : "").append(name.getElement(i, Form.ORIGINAL));
            uniform.append(name.getElement(i, Form.UNIFORM));
        }
        return SqliteConfig.descriptions().keySet().stream()
                .filter(option -> option.toLowerCase(Locale.ROOT).contentEquals(uniform))
                .findFirst()
                .orElseGet(() -> nameOfDriver(original.toString()));
    }

    /** PRAGMAs and parameters of sqlite-jdbc are written {@code foreign_keys}. */
    private static String nameOfDriver(String original) {
        return original.replaceAll("(?<=[a-z])(?=[A-Z])|-", "_").toLowerCase(Locale.ROOT);
    }

    /** Whether {@code problem} is about this property, and does not only suggest its name. */
    boolean isNamedBy(String problem) {
        String subject = problem.replaceFirst("(?s)\\(did you mean .*", "");
        return Pattern.compile("\\b" + Pattern.quote(option) + "\\b")
                .matcher(subject)
                .find();
    }

    /** The property, and where it is set. */
    String describe() {
        return origin == null ? name.toString() : name + " in " + origin;
    }
}
