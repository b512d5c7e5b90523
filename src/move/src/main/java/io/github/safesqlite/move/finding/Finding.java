// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.finding;

import java.util.List;

/**
 * One kind of finding at one place.
 *
 * @param kind what is wrong
 * @param table the table, empty if it concerns the whole database
 * @param column the column, empty if it concerns the whole table
 * @param message what is wrong and what to do
 * @param rows how many rows it concerns, 0 if it is not about rows
 * @param keys the keys of these rows, at most {@link Findings#MAXIMUM_KEYS}
 */
public record Finding(FindingKind kind, String table, String column, String message, long rows, List<String> keys) {
    /** The finding in one line, without the keys. */
    public String title() {
        String place = column.isEmpty() ? table : table + "." + column;
        String count = rows == 0 ? "" : rows == 1 ? " (1 row)" : " (" + rows + " rows)";
        return kind.id() + (place.isEmpty() ? "" : " " + place) + count + ": " + message;
    }
}
