// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.SQLException;

/** A wait that ends with a value, while the connection of the session does not count against the pool. */
@FunctionalInterface
interface ParkedWait<T> {
    T run() throws SQLException;
}
