// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many parameters each SQL text has that SQLite once compiled, so that a known text needs no connection to be
 * prepared. Bounded; thread-safe.
 */
public final class ParameterCounts {
    /** Texts as long as this together are remembered at most, in characters. */
    private static final long MOST_CHARACTERS = 4L << 20;

    private final int limit;
    private final AtomicLong characters = new AtomicLong();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Remembers up to {@code limit} texts. */
    public ParameterCounts(int limit) {
        this.limit = limit;
    }

    public @Nullable Integer of(String sql) {
        return counts.get(sql);
    }

    public void remember(String sql, int count) {
        if (counts.size() >= limit || characters.get() + sql.length() > MOST_CHARACTERS) {
            // Programs that build their SQL text anew each time would fill any cache; the hot texts come back at once.
            counts.clear();
            characters.set(0);
        }
        if (counts.put(sql, count) == null) {
            characters.addAndGet(sql.length());
        }
    }
}
