// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import org.sqlite.Function;

/**
 * A SQL function for each physical connection. The driver keeps connection, arguments and result in the {@link Function} itself,
 * so each connection needs one of its own. Thread-safe if the supplier is.
 */
record RegisteredFunction(String name, Supplier<? extends Function> functions, int arguments, int flags)
        implements ConnectionCustomizer {
    RegisteredFunction {
        Objects.requireNonNull(name, "name");
        Function first = functions.get();
        if (first == null || first == functions.get()) {
            throw new IllegalArgumentException("function \"" + name
                    + "\": each connection needs its own Function, so the supplier must return a new one each time");
        }
        if (arguments < -1 || arguments > 127) {
            throw new IllegalArgumentException(
                    "function \"" + name + "\": arguments must be from 0 to 127, or -1 for any, was " + arguments);
        }
    }

    @Override
    public void customize(Connection raw) throws SQLException {
        try {
            Function.create(raw, name, functions.get(), arguments, flags);
        } catch (SQLException failure) {
            throw new SQLException("function \"" + name + "\" cannot be registered: " + failure.getMessage(), failure);
        }
    }
}
