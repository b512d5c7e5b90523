// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a key, equal if SQLite takes them as equal. Immutable. */
final class CounterKey {
    private final Object[] values;
    private final int hash;

    private CounterKey(Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    static CounterKey of(Object... given) {
        Object[] values = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            values[i] = canonical(Objects.requireNonNull(given[i], "a key value must not be null"));
        }
        return new CounterKey(values);
    }

    private static Object canonical(Object value) {
        if (value instanceof String || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Boolean set) {
            return set ? 1L : 0L;
        }
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        throw new IllegalArgumentException("a key value must be a string, a number or a boolean, was a "
                + value.getClass().getName());
    }

    int size() {
        return values.length;
    }

    /** The value, and then those of the key. */
    Object[] behind(long value) {
        Object[] all = new Object[values.length + 1];
        all[0] = value;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }

    Object get(int index) {
        return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CounterKey that && hash == that.hash && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
