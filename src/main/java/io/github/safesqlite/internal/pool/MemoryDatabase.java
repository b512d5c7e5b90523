// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.util.Locale;
import java.util.UUID;

/**
 * The name under which the connections of a pool share one database in memory. Immutable.
 *
 * <p>Each connection to {@code :memory:} would have its own database, and those of a shared cache fail with SQLITE_LOCKED
 * whatever the timeout. SQLite's memdb shares a database between all connections of the process that name it with a leading
 * slash, and keeps it as long as one of them is open.
 */
record MemoryDatabase(String name) {
    private static final String URI = "file:";

    /** The database that {@code file} names: a new one for {@code :memory:}, else the one of that name. */
    static MemoryDatabase named(String file) {
        String location = file;
        if (file.startsWith(URI)) {
            int query = file.indexOf('?');
            location = file.substring(URI.length(), query < 0 ? file.length() : query);
        }
        while (location.startsWith("/")) {
            location = location.substring(1);
        }
        boolean nameless =
                location.isEmpty() || location.toLowerCase(Locale.ROOT).equals(":memory:");
        return new MemoryDatabase(nameless ? "safesqlite-" + UUID.randomUUID() : location);
    }

    String uri() {
        return URI + "/" + name + "?vfs=memdb";
    }
}
