// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import java.util.Set;

/**
 * A table in which rows were inserted, updated or deleted. Immutable.
 *
 * @param table the name of the table as in the schema; one of an attached database as {@code database.table}
 * @param rowsKnown whether {@code rowIds} has all rows that were changed; if not, it is empty, and any row may have changed
 * @param rowIds the {@code rowid}, which is the {@code INTEGER PRIMARY KEY} if the table has one, of each row that was changed
 */
public record TableChange(String table, boolean rowsKnown, Set<Long> rowIds) {
    /** Copies the set. */
    public TableChange {
        rowIds = Set.copyOf(rowIds);
    }
}
