// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Cursor;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of one execution of one statement: rows or a count, and the generated keys if they were requested. */
public record Outcome(@Nullable Cursor cursor, long updateCount, List<Long> generatedKeys) {
    public static final long NO_COUNT = -1;

    /** How many rows it has changed, as far as that is known: not of a write whose rows are yet to be read. */
    long changedRows() {
        return cursor == null ? updateCount : 0;
    }

    /** Whether it is a result of no rows. To be asked before its first row is wanted. */
    boolean isEmpty() throws SQLException {
        return cursor != null && !cursor.rows().isBeforeFirst();
    }

    static Outcome rows(Cursor cursor) {
        return new Outcome(cursor, NO_COUNT, List.of());
    }

    public static Outcome count(long updateCount) {
        return new Outcome(null, updateCount, List.of());
    }

    public static Outcome count(long updateCount, long generatedKey) {
        return new Outcome(null, updateCount, List.of(generatedKey));
    }
}
