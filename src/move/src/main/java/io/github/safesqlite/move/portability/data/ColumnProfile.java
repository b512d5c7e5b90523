// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import java.util.Map;

/**
 * What is stored in a column. Immutable.
 *
 * @param table the table
 * @param column the column
 * @param declared its declared type in SQLite, or empty
 * @param target its type on PostgreSQL, or empty if that is not known
 * @param storage how many values are stored in which way, as {@code typeof} calls them; NULL is one of them
 * @param ranges the smallest and the largest number of each kind, and the length of the longest text in characters
 * @param spellings how many dates are spelled in which way, if it contains dates
 */
public record ColumnProfile(
        String table,
        String column,
        String declared,
        String target,
        Map<String, Long> storage,
        Map<String, String> ranges,
        Map<String, Long> spellings) {
    /** Copies the maps. */
    public ColumnProfile {
        storage = Map.copyOf(storage);
        ranges = Map.copyOf(ranges);
        spellings = Map.copyOf(spellings);
    }
}
