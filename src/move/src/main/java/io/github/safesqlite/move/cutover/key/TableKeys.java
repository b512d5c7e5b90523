// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.key;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the key of each table. */
public final class TableKeys {
    private TableKeys() {}

    /** The keys, parents before children; tables without a key are added to the findings. */
    public static List<TableKey> of(Connection source, MovePlan plan, Findings findings) throws SQLException {
        List<TableKey> keys = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            Optional<TableKey> key = key(keys.size(), table);
            if (key.isEmpty()) {
                missing(
                        table,
                        "The target's table needs a primary key of columns that the source has, by which changed rows are found.",
                        findings);
            } else if (!isUnique(source, table.source(), key.get().sourceColumns())) {
                missing(
                        table,
                        "The source's table needs a unique index on the primary key of the target: "
                                + String.join(", ", key.get().sourceColumns()) + ".",
                        findings);
            } else {
                keys.add(key.get());
            }
        }
        return keys;
    }

    private static void missing(TablePlan table, String message, Findings findings) {
        findings.add(
                FindingKind.KEY_MISSING,
                table.name(),
                "",
                message + " Add it, leave the table out with --exclude " + table.name()
                        + ", or stop the application and use move.");
    }

    private static Optional<TableKey> key(int number, TablePlan table) {
        List<String> names =
                table.columns().stream().map(column -> column.target().name()).toList();
        List<Integer> indexes =
                table.target().primaryKey().stream().map(names::indexOf).toList();
        boolean present = indexes.stream()
                .allMatch(index ->
                        index >= 0 && !table.columns().get(index).target().generated());
        if (indexes.isEmpty() || !present) {
            return Optional.empty();
        }
        List<ColumnPlan> columns =
                indexes.stream().map(index -> table.columns().get(index)).toList();
        return Optional.of(new TableKey(number, table, columns, indexes));
    }

    private static boolean isUnique(Connection source, SourceTable table, List<String> columns) throws SQLException {
        Set<String> names = lower(columns);
        if (names.containsAll(lower(table.key()))) {
            return true;
        }
        for (UniqueIndex index : UniqueIndex.of(source, table)) {
            if (index.condition().isEmpty()
                    && index.columns().filter(names::containsAll).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(HashSet::new));
    }
}
