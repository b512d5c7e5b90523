// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a value must not be less than, and not more than. Immutable.
 *
 * @param most null if there is no limit
 */
record Bounds<T extends Comparable<T>>(T least, @Nullable T most) implements ValueRule<T> {
    static <T extends Comparable<T>> Bounds<T> between(T least, T most) {
        return new Bounds<>(least, most);
    }

    static <T extends Comparable<T>> Bounds<T> atLeast(T least) {
        return new Bounds<>(least, null);
    }

    @Override
    public boolean allows(T value) {
        return value.compareTo(least) >= 0 && (most == null || value.compareTo(most) <= 0);
    }

    @Override
    public String wanted(OptionType<T> type) {
        return text(type::print);
    }

    private String text(Function<T, String> print) {
        return most == null
                ? "at least " + print.apply(least)
                : "from " + print.apply(least) + " to " + print.apply(most);
    }

    /** The same for what may also be off. */
    OrOff<T> orOff() {
        return new OrOff<>(this);
    }

    /** Nothing, or a value within bounds. */
    record OrOff<T extends Comparable<T>>(Bounds<T> bounds) implements ValueRule<Optional<T>> {
        @Override
        public boolean allows(Optional<T> value) {
            return value.isEmpty() || bounds.allows(value.get());
        }

        @Override
        public String wanted(OptionType<Optional<T>> type) {
            return bounds.text(value -> type.print(Optional.of(value))) + ", or off";
        }
    }
}
