// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Something that can be attempted again while SQLite is busy. */
@FunctionalInterface
public interface BusyAction<T extends @Nullable Object> {
    /** One attempt; it must have no effect if it fails busy. */
    T attempt() throws SQLException;
}
