// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a write did that is committed. Immutable.
 *
 * @param updateCount how many rows it changed; the number of {@code rows} if it has RETURNING
 * @param generatedKey the row id that an INSERT was given, as {@code getGeneratedKeys()} tells it
 * @param rows the rows of RETURNING, each by the names of its columns; empty for a statement without
 */
public record WriteResult(long updateCount, OptionalLong generatedKey, List<Map<String, @Nullable Object>> rows) {
    /** Copies the list. */
    public WriteResult {
        rows = List.copyOf(rows);
    }
}
