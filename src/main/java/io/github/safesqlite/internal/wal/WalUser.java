// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.Listeners;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.pool.ConnectionSource;

/**
 * One DataSource on a file, as the keeper of its write-ahead log sees it. Immutable.
 *
 * @param config its limits
 * @param source where a connection for checkpoints comes from
 * @param leaks knows its sessions and what they read
 * @param listeners hear of checkpoints
 */
public record WalUser(SqliteConfig config, ConnectionSource source, LeakTracker leaks, Listeners listeners) {
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
