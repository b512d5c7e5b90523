// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one execution of one statement gave: rows or a count, and the generated keys where they were asked for. */
record Outcome(@Nullable Cursor cursor, long updateCount, List<Long> generatedKeys) {
    static final long NO_COUNT = -1;

    static Outcome rows(Cursor cursor) {
        return new Outcome(cursor, NO_COUNT, List.of());
    }

    static Outcome count(long updateCount) {
        return new Outcome(null, updateCount, List.of());
    }

    static Outcome count(long updateCount, long generatedKey) {
        return new Outcome(null, updateCount, List.of(generatedKey));
    }
}
