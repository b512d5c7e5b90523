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
    private static final String[] VERBS = {"create", "alter", "drop"};

    private final AtomicLong count = new AtomicLong();

    /** Whether a text begins like one that changes the schema. */
    public static boolean isMadeBy(String sql) {
        int start = 0;
        while (start < sql.length() && Character.isWhitespace(sql.charAt(start))) {
            start++;
        }
        for (String verb : VERBS) {
            if (sql.regionMatches(true, start, verb, 0, verb.length())) {
                return true;
            }
        }
        return false;
    }

    /** Counts one; how many there were with it. */
    public long changed() {
        return count.incrementAndGet();
    }

    public long count() {
        return count.get();
    }
}
