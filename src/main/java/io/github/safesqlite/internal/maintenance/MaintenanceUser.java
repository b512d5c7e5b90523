// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionSource;
import org.jspecify.annotations.Nullable;

/**
 * One DataSource on a file, as its maintenance sees it. Immutable.
 *
 * @param config what it wants to have done
 * @param source where connections come from
 * @param listeners hear what was done
 * @param emptyLog has the write-ahead log emptied
 */
public record MaintenanceUser(SqliteConfig config, ConnectionSource source, Listeners listeners, Runnable emptyLog) {
    // Each is one of its kind. What Java writes for records would keep the class loader of the last record compared for
    // ever (java.lang.runtime.ObjectMethods.OBJECT_EQ caches it).
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
