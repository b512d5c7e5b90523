// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import java.sql.SQLException;

/** The answer of objects that hide the driver's one behind them, because it is shared with other sessions. */
final class Unwrapping {
    private Unwrapping() {}

    static <T> T self(Object proxy, Class<T> type) throws SQLException {
        if (type.isInstance(proxy)) {
            return type.cast(proxy);
        }
        throw new SQLException("cannot be unwrapped to " + type.getName()
                + ": unwrap the Connection to org.sqlite.SQLiteConnection and start from there");
    }
}
