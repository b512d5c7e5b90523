// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the schema changes of one database that were made in this JVM. Safe for use by multiple threads.
 *
 * <p>SQLite prepares a statement again when the schema changed, but until it is executed the driver describes the columns that
 * it saw first, so a cached {@code SELECT *} would report old ones.
 */
public final class SchemaChanges {
    private final AtomicLong count = new AtomicLong();

    /** Counts one; how many there were with it. */
    public long changed() {
        return count.incrementAndGet();
    }

    public long count() {
        return count.get();
    }
}
