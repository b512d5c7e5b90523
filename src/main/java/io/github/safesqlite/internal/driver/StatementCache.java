// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.sql.RecentTexts;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.text.SqlText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idle prepared statements of one physical connection by their text, least recently used first. A borrowed statement
 * is not in the cache. Not thread-safe.
 */
final class StatementCache {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** What a statement takes beside what grows with its text, in bytes. */
    private static final long STATEMENT = 4096;
    /**
     * What a statement takes for each character of its text, in bytes: 2 for a long literal, 9 for rows of values, up to 28 for
     * lists and conditions.
     */
    private static final long CHARACTER = 20;

    private final int capacity;
    private final long memory;

    /** The one that came back last: a statement that runs again and again stays out of the map. */
    private @Nullable CachedStatement newest;

    /** The others, in the order in which they came back. */
    private final Map<String, CachedStatement> idle = new LinkedHashMap<>();

    private final RecentTexts recent = new RecentTexts();
    private long used;

    /**
     * @param capacity the most statements that are kept
     * @param memory the most bytes that they may take, by estimate
     */
    StatementCache(int capacity, long memory) {
        this.capacity = capacity;
        this.memory = memory;
    }

    // The driver does not offer sqlite3_stmt_status.
    private static long bytes(String sql) {
        return STATEMENT + CHARACTER * sql.length();
    }

    /** Takes the idle statement of that text, or null if there is none. */
    @Nullable
    CachedStatement take(String sql) {
        CachedStatement known = newest;
        if (known != null && known.sql().equals(sql)) {
            newest = null;
        } else {
            known = idle.remove(sql);
        }
        if (known != null) {
            used -= bytes(sql);
        }
        return known;
    }

    /** Whether no statement of that text is idle, and the text has not come lately. */
    boolean isNew(String sql) {
        return !isIdle(sql) && !recent.hasCome(sql);
    }

    private boolean isIdle(String sql) {
        return newest != null && newest.sql().equals(sql) || idle.containsKey(sql);
    }

    /**
     * A statement that was prepared for a borrower.
     *
     * @param comesAgain whether that is likely; if not, it is kept if its text has come before
     * @param plainNames whether the names of its columns are those of the text
     */
    CachedStatement lend(SqlStatement sql, PreparedStatement statement, boolean comesAgain, boolean plainNames)
            throws SQLException {
        return new CachedStatement(sql, statement, comesAgain || recent.hasCome(sql.sql()), plainNames);
    }

    /** Takes a statement back: keeps it if it can be used again, else closes it. Can't throw. */
    void giveBack(CachedStatement lent, boolean reusable) {
        if (!reusable || !isWorthKeeping(lent) || !reset(lent)) {
            close(lent);
            return;
        }
        if (newest != null) {
            CachedStatement same = idle.put(newest.sql(), newest);
            if (same != null) {
                used -= bytes(same.sql());
                close(same);
            }
        }
        newest = lent;
        used += bytes(lent.sql());
        while (idle() > capacity || used > memory) {
            var eldest = idle.values().iterator();
            CachedStatement evicted = eldest.next();
            used -= bytes(evicted.sql());
            close(evicted);
            eldest.remove();
        }
    }

    private boolean isWorthKeeping(CachedStatement lent) {
        boolean isThere = newest != null && newest.sql().equals(lent.sql());
        return lent.comesAgain() && capacity > 0 && bytes(lent.sql()) <= memory && !isThere;
    }

    /** Closes the idle statements. Can't throw. */
    void clear() {
        if (newest != null) {
            close(newest);
            newest = null;
        }
        idle.values().forEach(StatementCache::close);
        idle.clear();
        used = 0;
    }

    int idle() {
        return idle.size() + (newest == null ? 0 : 1);
    }

    private static boolean reset(CachedStatement lent) {
        try {
            return lent.reset();
        } catch (SQLException unusable) {
            log.atDebug()
                    .addKeyValue("sql", SqlText.abbreviate(lent.sql()))
                    .setCause(unusable)
                    .log("A statement is not kept: {}", SqlText.abbreviate(lent.sql()));
            return false;
        }
    }

    private static void close(CachedStatement statement) {
        try {
            statement.close();
        } catch (SQLException unimportant) {
            log.atDebug().setCause(unimportant).log("A statement failed to close");
        }
    }
}
