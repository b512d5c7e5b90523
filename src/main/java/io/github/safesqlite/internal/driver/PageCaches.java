// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Divides the memory for pages of the database among the open connections of one DataSource. Safe for use by multiple threads.
 *
 * <p>As long as few connections are open each may have its {@code cache_size}. Then each has the same part. A connection takes a
 * smaller part when it is used next, and only what was given back is given to another one, so the sum stays below the limit.
 */
public final class PageCaches {
    /** In KiB; enough for the way to a page in any large table. */
    private static final long LEAST = 1024;

    private static final long BYTES = 1024;
    /** SQLite's page size unless the file has another one, in KiB. */
    private static final long PAGE = 4;

    private final long limit;
    private final long most;
    private final String configured;
    private final boolean setsSpill;
    private final List<WeakReference<PageCache>> open = new ArrayList<>();
    private volatile int changes;

    /**
     * @param limit for all together, in KiB
     * @param most for one, in KiB
     * @param configured the value of {@code cache_size} that each has when it is opened
     * @param setsSpill whether {@code cache_spill} follows what a connection may have
     */
    private PageCaches(long limit, long most, String configured, boolean setsSpill) {
        this.limit = limit;
        this.most = most;
        this.configured = configured;
        this.setsSpill = setsSpill;
    }

    /** Divides {@code bytes} among connections that are opened with these PRAGMAs. */
    public static PageCaches of(Optional<Long> bytes, Map<String, String> pragmas) {
        String cacheSize = pragmas.get("cache_size");
        if (bytes.isEmpty() || cacheSize == null) {
            return new PageCaches(Long.MAX_VALUE, 0, "", false);
        }
        long size = Long.parseLong(cacheSize);
        return new PageCaches(
                bytes.get() / BYTES, size < 0 ? -size : size * PAGE, cacheSize, !pragmas.containsKey("cache_spill"));
    }

    /** The cache of a connection that was just opened. */
    synchronized PageCache add(SQLiteConnection driver, PragmaMemory session) {
        PageCache added = new PageCache(this, driver, session, most, configured);
        // A wrapped DataSource closes its connections without a word.
        open.removeIf(reference -> isGone(reference.get()));
        open.add(new WeakReference<>(added));
        changes++;
        return added;
    }

    private static boolean isGone(@Nullable PageCache cache) {
        return cache == null || cache.isGone();
    }

    synchronized void remove(PageCache cache) {
        open.removeIf(reference -> reference.get() == cache);
        changes++;
    }

    boolean setsSpill() {
        return setsSpill;
    }

    /** A number that changes when a connection may have to take another part. */
    int changes() {
        return changes;
    }

    /** The part that a connection may take now, in KiB; if that is more than it has, it has it. */
    synchronized long take(PageCache cache) {
        long others = 0;
        for (WeakReference<PageCache> reference : open) {
            PageCache other = reference.get();
            others += other == null || other == cache ? 0 : other.taken;
        }
        long part = Math.min(most, Math.max(LEAST, Math.min(limit / Math.max(1, open.size()), limit - others)));
        cache.taken = Math.max(cache.taken, part);
        return part;
    }

    /** A connection has made itself content with a smaller part. */
    synchronized void gaveBack(PageCache cache, long part) {
        cache.taken = part;
        changes++;
    }
}
