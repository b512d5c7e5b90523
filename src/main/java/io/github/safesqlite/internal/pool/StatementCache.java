// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.error.SqlText;
import io.github.safesqlite.internal.log.Log;
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

    private final int capacity;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<PreparedStatement, Loan> borrowed = new IdentityHashMap<>();

    /** What is borrowed: its text, how many columns it had, and whether it is DDL. */
    private record Loan(String sql, int columns, boolean changesSchema) {}

    StatementCache(int capacity) {
        this.capacity = capacity;
    }

    /** Takes the idle statement of that text, or null if there is none. */
    @Nullable
    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement statement = idle.remove(sql);
        if (statement == null) {
            return null;
        }
        lend(sql, statement);
        return statement;
    }

    /** Notes that a statement was prepared for a borrower. */
    void lend(String sql, PreparedStatement statement) throws SQLException {
        borrowed.put(statement, new Loan(sql, columnsNow(statement), SchemaChanges.isMadeBy(sql)));
    }

    /** How many columns SQLite gave a borrowed statement. */
    int columns(PreparedStatement statement) {
        Loan loan = borrowed.get(statement);
        return loan == null ? 0 : loan.columns;
    }

    /**
     * Takes a statement back: keeps it if it can be used again, else closes it. Can't throw.
     *
     * @return whether it may have changed the schema
     */
    boolean giveBack(PreparedStatement statement, boolean reusable) {
        Loan loan = borrowed.remove(statement);
        if (loan == null || !reusable || capacity == 0 || idle.containsKey(loan.sql) || !reset(statement, loan)) {
            close(statement);
            return loan != null && loan.changesSchema;
        }
        idle.put(loan.sql, statement);
        if (idle.size() > capacity) {
            var eldest = idle.values().iterator();
            close(eldest.next());
            eldest.remove();
        }
        return loan.changesSchema;
    }

    /** Closes the idle statements. Can't throw. */
    void clear() {
        idle.values().forEach(StatementCache::close);
        idle.clear();
    }

    int idle() {
        return idle.size();
    }

    int borrowed() {
        return borrowed.size();
    }

    // Never clearParameters(): sqlite3_clear_bindings makes SQLite prepare some statements again. clearBatch() empties
    // only the driver's array, so the next borrower starts with NULLs and large values are not kept alive.
    private static boolean reset(PreparedStatement statement, Loan loan) {
        try {
            // Asking a statement that the driver finalized throws, as it does after most errors. One that SQLite
            // prepared again
            // after a schema change keeps the old columns on the Java side.
            if (statement.isCloseOnCompletion() || columnsNow(statement) != loan.columns) {
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
                    .addKeyValue("sql", SqlText.abbreviate(loan.sql))
                    .setCause(unusable)
                    .log("A statement is not kept: {}", SqlText.abbreviate(loan.sql));
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
