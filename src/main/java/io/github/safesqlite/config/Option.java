// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, how its values are read, printed and checked, and its default. Builder, bean properties, URLs and
 * Properties all go through it. Immutable.
 *
 * @param <T> the type of its values
 */
final class Option<T> {
    private final int index;
    private final String name;
    private final OptionType<T> type;
    private final @Nullable T defaultValue;
    private final @Nullable Function<OptionValues, T> derivedDefault;
    private final @Nullable String defaultText;
    private final @Nullable ValueRule<T> rule;
    private final String description;
    private final @Nullable UnaryOperator<String> shown;
    private final boolean runsCode;

    Option(int index, Spec<T> spec) {
        this.index = index;
        this.name = spec.name;
        this.type = spec.type;
        this.defaultValue = spec.defaultValue;
        this.derivedDefault = spec.derivedDefault;
        this.defaultText = spec.defaultText;
        this.rule = spec.rule;
        this.description = spec.description;
        this.shown = spec.shown;
        this.runsCode = spec.runsCode;
    }

    /** The name, the same in the builder, as a bean property, in URLs and in Properties. */
    String name() {
        return name;
    }

    /** What a value looks like, such as {@code duration or off}. */
    String typeName() {
        return type.description();
    }

    /** The default as it would be written, or a clause that says what it is derived from. */
    String defaultText() {
        return defaultText == null ? print(Objects.requireNonNull(defaultValue)) : defaultText;
    }

    /** What the option does, in a clause or two. */
    String description() {
        return description;
    }

    /** {@code value} as it may be shown in messages and logs. */
    String show(T value) {
        String text = print(value);
        return shown == null ? text : shown.apply(text);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Whether its value names code or SQL that is run, so that it must come from the application itself and not from a URL. */
    boolean runsCode() {
        return runsCode;
    }

    int index() {
        return index;
    }

    /** {@code value} as text, which reads back as the same value. */
    String print(T value) {
        return type.print(value);
    }

    /**
     * Reads a value from text.
     *
     * @throws IllegalArgumentException whose message is a whole problem
     */
    T parse(String text) {
        try {
            return type.parse(text.strip());
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(name + " must be " + bad.getMessage() + ", was \"" + text + "\"", bad);
        }
    }

    T defaultIn(OptionValues others) {
        return derivedDefault == null ? Objects.requireNonNull(defaultValue) : derivedDefault.apply(others);
    }

    /** The problem with {@code value}, or null if it is in range. */
    @Nullable
    String problemWith(T value) {
        return rule == null || rule.allows(value)
                ? null
                : name + " must be " + rule.wanted(type) + ", was "
                        + (value instanceof String ? "\"" + value + "\"" : print(value));
    }

    /** The parts of an option before it has its place in the table. */
    static final class Spec<T> {
        private final String name;
        private final OptionType<T> type;
        private final @Nullable T defaultValue;
        private final @Nullable Function<OptionValues, T> derivedDefault;
        private final @Nullable String defaultText;
        private final String description;
        private @Nullable ValueRule<T> rule;
        private @Nullable UnaryOperator<String> shown;
        private boolean runsCode;

        Spec(String name, OptionType<T> type, T defaultValue, String description) {
            this(name, type, defaultValue, null, null, description);
        }

        Spec(
                String name,
                OptionType<T> type,
                Function<OptionValues, T> derivedDefault,
                String defaultText,
                String description) {
            this(name, type, null, derivedDefault, defaultText, description);
        }

        private Spec(
                String name,
                OptionType<T> type,
                @Nullable T defaultValue,
                @Nullable Function<OptionValues, T> derivedDefault,
                @Nullable String defaultText,
                String description) {
            this.name = name;
            this.type = type;
            this.defaultValue = defaultValue;
            this.derivedDefault = derivedDefault;
            this.defaultText = defaultText;
            this.description = description;
        }

        Spec<T> where(ValueRule<T> rule) {
            this.rule = rule;
            return this;
        }

        Spec<T> runsCode() {
            this.runsCode = true;
            return this;
        }

        Spec<T> shownAs(UnaryOperator<String> shown) {
            this.shown = shown;
            return this;
        }
    }
}
