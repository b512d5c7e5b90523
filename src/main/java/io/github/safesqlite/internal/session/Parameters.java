// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The parameter values of one execution, kept outside the driver so that it can be repeated on any connection. A
 * parameter that was never set is NULL, as in SQLite.
 */
final class Parameters {
    static final Parameters NONE = new Parameters(0);
    private static final ParameterSetter NULL = (delegate, index) -> delegate.setNull(index, java.sql.Types.NULL);

    private final @Nullable ParameterSetter[] setters;

    Parameters(int count) {
        this.setters = new ParameterSetter[count];
    }

    private Parameters(@Nullable ParameterSetter[] setters) {
        this.setters = setters;
    }

    int count() {
        return setters.length;
    }

    void set(int index, ParameterSetter setter) throws SQLException {
        if (index < 1 || index > setters.length) {
            throw new SQLException("parameter index " + index + " is out of range: the statement has " + setters.length
                    + (setters.length == 1 ? " parameter" : " parameters"));
        }
        setters[index - 1] = setter;
    }

    void clear() {
        java.util.Arrays.fill(setters, null);
    }

    Parameters copy() {
        return new Parameters(setters.clone());
    }

    void applyTo(PreparedStatement delegate) throws SQLException {
        for (int i = 0; i < setters.length; i++) {
            ParameterSetter setter = setters[i];
            (setter == null ? NULL : setter).apply(delegate, i + 1);
        }
    }
}
