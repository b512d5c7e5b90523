// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameter values of one execution, kept outside the driver so that it can be repeated on any connection. A
 * parameter that was never set is NULL, as in SQLite.
 *
 * <p>A value is kept as what the driver would keep, without an object of its own around it: a batch has many. What the driver
 * must write by the settings of its connection is a {@link ParameterSetter}.
 */
public final class Parameters {
    public static final Parameters NONE = new Parameters(0);

    /** What is kept to run a query once more takes less than this, for each value. */
    private static final int MOST_KEPT = 4096;

    private final @Nullable Object[] values;
    private final int first;
    private final int count;

    public Parameters(int count) {
        this(new Object[count], 0, count);
    }

    /** Those {@code count} that begin at {@code first}; the array is not copied. */
    Parameters(@Nullable Object[] values, int first, int count) {
        this.values = values;
        this.first = first;
        this.count = count;
    }

    public int count() {
        return count;
    }

    public void set(int index, @Nullable Object value) throws SQLException {
        if (index < 1 || index > count) {
            throw new SQLException("parameter index " + index + " is out of range: the statement has " + count
                    + (count == 1 ? " parameter" : " parameters"));
        }
        values[first + index - 1] = value;
    }

    public void clear() {
        Arrays.fill(values, first, first + count, null);
    }

    void copyTo(@Nullable Object[] target, int at) {
        System.arraycopy(values, first, target, at, count);
    }

    /** The values as they are now, or null if one of them is too large to be kept. */
    @Nullable
    Parameters kept() {
        if (count == 0) {
            return NONE;
        }
        @Nullable Object[] copy = Arrays.copyOfRange(values, first, first + count);
        for (int i = 0; i < count; i++) {
            Object value = copy[i];
            if (value instanceof byte[] bytes) {
                // The caller may change them.
                copy[i] = bytes.clone();
            }
            if (value instanceof byte[] bytes && bytes.length > MOST_KEPT
                    || value instanceof String text && text.length() > MOST_KEPT) {
                return null;
            }
        }
        return new Parameters(copy, 0, count);
    }

    /** The values as the driver hands them to SQLite, or null if one of them must be written by the driver first. */
    @Nullable
    Object @Nullable [] bindable() {
        for (int i = first; i < first + count; i++) {
            Object value = values[i];
            if (value != null
                    && !(value instanceof String)
                    && !(value instanceof Integer)
                    && !(value instanceof Long)
                    && !(value instanceof Double)
                    && !(value instanceof byte[])) {
                return null;
            }
        }
        return first == 0 ? values : Arrays.copyOfRange(values, first, first + count);
    }

    void applyTo(PreparedStatement delegate) throws SQLException {
        for (int i = 1; i <= count; i++) {
            apply(delegate, i, values[first + i - 1]);
        }
    }

    private static void apply(PreparedStatement delegate, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            delegate.setNull(index, Types.NULL);
        } else if (value instanceof String text) {
            delegate.setString(index, text);
        } else if (value instanceof ParameterSetter setter) {
            setter.apply(delegate, index);
        } else {
            delegate.setObject(index, value);
        }
    }
}
