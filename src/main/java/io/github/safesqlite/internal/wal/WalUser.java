// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionSource;
import org.jspecify.annotations.Nullable;

/**
 * One DataSource on a file, as the keeper of its write-ahead log sees it. Immutable.
 *
 * @param config its limits
 * @param source where a connection for checkpoints comes from
 * @param leaks knows its sessions and what they read
 * @param listeners hear of checkpoints
 */
public record WalUser(SqliteConfig config, ConnectionSource source, LeakTracker leaks, Listeners listeners) {
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

    /** Whether it forbids every checkpoint of its file. */
    boolean forbidsCheckpoints() {
        return !config.checkpoint().enabled();
    }

    /** Whether it can run a checkpoint. */
    boolean canCheckpoint() {
        return !forbidsCheckpoints() && canWrite();
    }

    /** Whether its connections can write. */
    boolean canWrite() {
        return !config.readOnly();
    }
}
