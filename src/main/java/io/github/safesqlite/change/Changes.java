// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import java.util.List;

/**
 * What one commit has changed, or several that a subscriber has not asked for one by one. Immutable.
 *
 * @param commits how many commits these are; what others have committed between two looks at the database counts as one
 * @param tables the tables that were changed, ordered by name, each of them once
 * @param schemaChanged whether the schema was changed, or the database was rewritten by {@code VACUUM}, which may number rows anew
 * @param anyTableChanged whether any table may have changed, those in {@code tables} and others: another process has committed, or
 *     a connection that was not opened by this library
 */
public record Changes(long commits, List<TableChange> tables, boolean schemaChanged, boolean anyTableChanged) {
    /** Copies the list. */
    public Changes {
        tables = List.copyOf(tables);
    }

    /** Whether that table may have changed, or its definition. SQLite takes {@code A} and {@code a} for the same name. */
    public boolean mayConcern(String table) {
        return anyTableChanged
                || schemaChanged
                || tables.stream().anyMatch(change -> change.table().equalsIgnoreCase(table));
    }
}
