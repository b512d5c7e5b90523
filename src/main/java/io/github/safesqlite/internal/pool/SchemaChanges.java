// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the schema changes of one database that were made in this JVM. Safe for use by multiple threads.
 *
 * <p>SQLite prepares a statement again when the schema changed, but the driver keeps the columns that it saw first, so a
 * cached {@code SELECT *} would report old columns.
 */
final class SchemaChanges {
    private final AtomicLong count = new AtomicLong();

    void changed() {
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }
}
