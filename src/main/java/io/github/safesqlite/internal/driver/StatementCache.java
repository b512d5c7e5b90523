// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.text.SqlText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreStatement;

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
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<PreparedStatement, Borrowed> borrowed = new IdentityHashMap<>();
    private final RecentTexts recent = new RecentTexts();
    private long used;

    /** What is borrowed: its text, how many columns it had, whether it is DDL, and whether it is likely to come again. */
    private record Borrowed(String sql, int columns, boolean changesSchema, boolean comesAgain) {}

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
    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement statement = idle.remove(sql);
        if (statement == null) {
            return null;
        }
        used -= bytes(sql);
        lend(sql, statement, true);
        return statement;
    }

    /**
     * Notes that a statement was prepared for a borrower.
     *
     * @param comesAgain whether that is likely; if not, it is kept if its text has come before
     */
    void lend(String sql, PreparedStatement statement, boolean comesAgain) throws SQLException {
        boolean kept = comesAgain || recent.hasCome(sql);
        borrowed.put(statement, new Borrowed(sql, columnsNow(statement), SchemaChanges.isMadeBy(sql), kept));
    }

    /** How many columns SQLite gave a borrowed statement. */
    int columns(PreparedStatement statement) {
        Borrowed lent = borrowed.get(statement);
        return lent == null ? 0 : lent.columns;
    }

    /**
     * Takes a statement back: keeps it if it can be used again, else closes it. Can't throw.
     *
     * @return whether it may have changed the schema
     */
    boolean giveBack(PreparedStatement statement, boolean reusable) {
        Borrowed lent = borrowed.remove(statement);
        if (lent == null || !reusable || !isWorthKeeping(lent) || !reset(statement, lent)) {
            close(statement);
            return lent != null && lent.changesSchema;
        }
        idle.put(lent.sql, statement);
        used += bytes(lent.sql);
        while (idle.size() > capacity || used > memory) {
            var eldest = idle.entrySet().iterator();
            Map.Entry<String, PreparedStatement> entry = eldest.next();
            used -= bytes(entry.getKey());
            close(entry.getValue());
            eldest.remove();
        }
        return lent.changesSchema;
    }

    private boolean isWorthKeeping(Borrowed lent) {
        return lent.comesAgain && capacity > 0 && bytes(lent.sql) <= memory && !idle.containsKey(lent.sql);
    }

    /** Closes the idle statements. Can't throw. */
    void clear() {
        idle.values().forEach(StatementCache::close);
        idle.clear();
        used = 0;
    }

    int idle() {
        return idle.size();
    }

    // Never clearParameters(): sqlite3_clear_bindings makes SQLite prepare some statements again. clearBatch() empties
    // only the driver's array, so the next borrower starts with NULLs and large values are not kept alive.
    private static boolean reset(PreparedStatement statement, Borrowed lent) {
        try {
            // Asking a statement that the driver finalized throws, as it does after most errors. One that SQLite
            // prepared again
            // after a schema change keeps the old columns on the Java side.
            if (statement.isCloseOnCompletion() || columnsNow(statement) != lent.columns) {
                return false;
            }
            statement.getMoreResults();
            statement.setMaxRows(0);
            statement.setFetchSize(0);
            statement.setQueryTimeout(0);
            statement.clearBatch();
            return true;
        } catch (SQLException unusable) {
            log.atDebug()
                    .addKeyValue("sql", SqlText.abbreviate(lent.sql))
                    .setCause(unusable)
                    .log("A statement is not kept: {}", SqlText.abbreviate(lent.sql));
            return false;
        }
    }

    private static int columnsNow(PreparedStatement statement) throws SQLException {
        return ((CoreStatement) statement).pointer.safeRunInt((db, pointer) -> db.column_count(pointer));
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException unimportant) {
            log.atDebug().setCause(unimportant).log("A statement failed to close");
        }
    }
}
