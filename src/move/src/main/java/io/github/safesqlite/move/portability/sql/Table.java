// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import java.util.Comparator;
import java.util.List;

/**
 * A table of the database in SQLite. Immutable.
 *
 * @param name its name
 * @param columns its columns in their order
 * @param hasRowid whether its rows have a rowid
 */
public record Table(String name, List<Column> columns, boolean hasRowid) {
    /** Copies {@code columns}. */
    public Table {
        columns = List.copyOf(columns);
    }

    /** The column of this name, in any case, as a list of one; else none. */
    public List<Column> columns(String column) {
        return columns.stream()
                .filter(found -> found.name().equalsIgnoreCase(column))
                .toList();
    }

    /** The columns of its primary key in their order. */
    public List<Column> key() {
        return columns.stream()
                .filter(column -> column.keyPosition() > 0)
                .sorted(Comparator.comparingInt(Column::keyPosition))
                .toList();
    }
}
