// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.internal.batch.UnitWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One sum that a flush changes, read by its transaction before and after the change. If the COMMIT fails, the value that is
 * stored tells whether the flush was committed after all. Used by one thread at a time.
 */
final class FlushMarker {
    private final String select;
    private final CounterKey key;
    private final UnitWrite<OptionalLong> first;
    private final UnitWrite<OptionalLong> last;
    private @Nullable OptionalLong before;
    private @Nullable OptionalLong after;

    /** What became of a flush. */
    enum Answer {
        COMMITTED,
        NOT_COMMITTED,
        /** Others have changed the sum as well, or it was not read. */
        UNKNOWN
    }

    FlushMarker(String select, CounterKey key) {
        this.select = select;
        this.key = key;
        this.first = new UnitWrite<>(connection -> {
            after = null;
            before = read(connection, select, key);
            return before;
        });
        this.last = new UnitWrite<>(connection -> {
            after = read(connection, select, key);
            return after;
        });
    }

    /** To be run before all else in the transaction. */
    UnitWrite<OptionalLong> first() {
        return first;
    }

    /** To be run after all else in the transaction. */
    UnitWrite<OptionalLong> last() {
        return last;
    }

    /** Whether a write shared the transaction whose COMMIT failed. */
    boolean sharedTransaction(@Nullable Throwable failureOfWrite) {
        return isSameDoubt(first.failure(), failureOfWrite) && isSameDoubt(last.failure(), failureOfWrite);
    }

    private static boolean isSameDoubt(@Nullable Throwable mine, @Nullable Throwable other) {
        return mine != null && other != null && mine.getCause() != null && mine.getCause() == other.getCause();
    }

    /** Asks the database. */
    Answer ask(Connection connection) throws SQLException {
        OptionalLong now = read(connection, select, key);
        if (before == null || after == null || before.equals(after)) {
            return Answer.UNKNOWN;
        }
        return now.equals(after) ? Answer.COMMITTED : now.equals(before) ? Answer.NOT_COMMITTED : Answer.UNKNOWN;
    }

    /** The value that is stored for a key; empty if there is none. */
    static OptionalLong read(Connection connection, String select, CounterKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            for (int i = 0; i < key.size(); i++) {
                statement.setObject(i + 1, key.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.empty();
                }
                long value = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
        }
    }
}
