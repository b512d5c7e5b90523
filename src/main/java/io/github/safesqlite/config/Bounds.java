// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a value must not be less than, and not more than. Immutable.
 *
 * @param most null if there is no limit
 */
record Bounds<T extends Comparable<T>>(T least, @Nullable T most) implements Predicate<T> {
    static <T extends Comparable<T>> Bounds<T> between(T least, T most) {
        return new Bounds<>(least, most);
    }

    static <T extends Comparable<T>> Bounds<T> atLeast(T least) {
        return new Bounds<>(least, null);
    }

    @Override
    public boolean test(T value) {
        return value.compareTo(least) >= 0 && (most == null || value.compareTo(most) <= 0);
    }

    /** The same for what may also be off. */
    OrOff<T> orOff() {
        return new OrOff<>(this);
    }

    /** Nothing, or a value within bounds. */
    record OrOff<T extends Comparable<T>>(Bounds<T> bounds) implements Predicate<Optional<T>> {
        @Override
        public boolean test(Optional<T> value) {
            return value.isEmpty() || bounds.test(value.get());
        }
    }
}
