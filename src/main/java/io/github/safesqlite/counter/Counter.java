// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import java.sql.SQLException;
import java.util.OptionalLong;

/** One column of one table that {@link Counters} keep, a value for each key. Safe for use by multiple threads. */
public interface Counter {
    /**
     * Merges a value into that of a key. It waits for nobody, unless the key is new and {@code maxKeys} are in memory.
     *
     * @param key the values of the key columns, in their order: strings, numbers, booleans; not null
     * @throws java.util.concurrent.RejectedExecutionException if there was no room for a new key within {@code maxBlock}
     * @throws IllegalStateException if the counters are closed
     */
    void add(long value, Object... key);

    /**
     * What is stored merged with what is still in memory; empty if there is neither. It waits for a flush that is under way.
     *
     * @throws UnsupportedOperationException if the counter was made of a statement, which does not tell how to read
     */
    OptionalLong read(Object... key) throws SQLException;

    /** How a counter merges a value with those before, in memory and in the database. */
    enum Merge {
        /** Adds it. */
        SUM,
        /** Keeps the largest. */
        MAX,
        /** Keeps the smallest. */
        MIN,
        /** Keeps the last. */
        LAST
    }
}
