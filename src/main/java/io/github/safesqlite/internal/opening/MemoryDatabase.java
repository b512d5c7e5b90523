// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.path.PercentCode;
import java.util.UUID;

/**
 * The name under which the connections of a pool share one database in memory. Immutable.
 *
 * <p>Each connection to {@code :memory:} would have its own database, and those of a shared cache fail with SQLITE_LOCKED
 * whatever the timeout. SQLite's memdb shares a database between all connections of the process that name it with a leading
 * slash, and keeps it as long as one of them is open.
 */
record MemoryDatabase(String name) {
    /** The database that {@code config} names: the one that is shared under a name, or a new one. */
    static MemoryDatabase of(SqliteConfig config) {
        return new MemoryDatabase(config.sharedMemoryName().orElseGet(() -> "/safesqlite-" + UUID.randomUUID()));
    }

    String uri() {
        return "file:" + PercentCode.encodePath(name) + "?vfs=memdb";
    }
}
