// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many parameters each SQL text has that SQLite once compiled, so that a known text needs no connection to be
 * prepared. Bounded; thread-safe.
 */
public final class ParameterCounts {
    private final int limit;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Remembers up to {@code limit} texts. */
    public ParameterCounts(int limit) {
        this.limit = limit;
    }

    @Nullable
    Integer of(String sql) {
        return counts.get(sql);
    }

    void remember(String sql, int count) {
        if (counts.size() >= limit) {
            // Programs that build their SQL text anew each time would fill any cache; the hot texts come back at once.
            counts.clear();
        }
        counts.put(sql, count);
    }
}
