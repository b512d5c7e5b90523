// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.key;

import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.plan.TablePlan;
import java.util.List;

/**
 * A table with the columns that tell its rows apart on both sides: the primary key of the target.
 *
 * @param number the number that stands for the table among the recorded changes
 * @param table the table
 * @param columns the columns of the key
 * @param indexes where they are among the columns that are moved
 */
public record TableKey(int number, TablePlan table, List<ColumnPlan> columns, List<Integer> indexes) {
    /** Copies the lists. */
    public TableKey {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The names of the columns in the source. */
    public List<String> sourceColumns() {
        return columns.stream().map(ColumnPlan::source).toList();
    }

    /** The names of the columns in the target. */
    public List<String> targetColumns() {
        return columns.stream().map(column -> column.target().name()).toList();
    }
}
