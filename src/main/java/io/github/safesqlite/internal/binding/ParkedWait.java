// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.sql.SQLException;

/** A wait that ends with a value, while the connection of the session does not count against the pool. */
@FunctionalInterface
public interface ParkedWait<T> {
    T run() throws SQLException;
}
