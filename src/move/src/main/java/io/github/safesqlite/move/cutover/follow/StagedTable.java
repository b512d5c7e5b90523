// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import static io.github.safesqlite.move.source.Identifiers.quote;

import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.target.ForeignKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL for the changes of a table, which are in temporary tables of the target: the changed rows as they are now, the keys of those
 * that are gone, and rows that were not changed but have to be written again.
 */
record StagedTable(TableKey key) {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

    String table() {
        return key.table().target().qualifiedName();
    }

    String rows() {
        return "pg_temp.cutover_rows_" + key.number();
    }

    String gone() {
        return "pg_temp.cutover_gone_" + key.number();
    }

    String kept() {
        return "pg_temp.cutover_kept_" + key.number();
    }

    /** Both in one, as they may refer to one another. */
    String rowsAndKept() {
        String columns = "SELECT " + key.table().copiedColumns() + " FROM ";
        return "(" + columns + rows() + " UNION ALL " + columns + kept() + ")";
    }

    String keyColumns() {
        return Identifiers.quoteAll(key.targetColumns());
    }

    /** The statements that create the temporary tables, empty at the begin of each transaction. */
    List<String> create() {
        String copied = key.table().copiedColumns();
        return List.of(create(rows(), copied), create(gone(), keyColumns()), create(kept(), copied));
    }

    private String create(String name, String columns) {
        return "CREATE TEMPORARY TABLE " + name.substring(name.indexOf('.') + 1) + " ON COMMIT DELETE ROWS AS SELECT "
                + columns + " FROM " + table() + " WITH NO DATA";
    }

    /** The condition that two rows have the same key. */
    String sameKey(String one, String other) {
        return equal(one, key.targetColumns(), other, key.targetColumns());
    }

    static String equal(String one, List<String> columns, String other, List<String> otherColumns) {
        return IntStream.range(0, columns.size())
                .mapToObj(index ->
                        one + "." + quote(columns.get(index)) + " = " + other + "." + quote(otherColumns.get(index)))
                .collect(Collectors.joining(" AND "));
    }

    /** The keys of all rows that are staged. */
    String changedKeys() {
        return "(SELECT " + keyColumns() + " FROM " + rows() + " UNION ALL SELECT " + keyColumns() + " FROM " + gone()
                + " UNION ALL SELECT " + keyColumns() + " FROM " + kept() + ")";
    }

    /** The target may hold an old key for equal to a new one, such as texts without regard to case. */
    String forgetGoneThatIsThere() {
        return "DELETE FROM " + gone() + " AS gone USING " + rows() + " AS changed WHERE " + sameKey("gone", "changed");
    }

    /** Deletes the rows that are gone, but for those to which rows of these tables refer. */
    String deleteGone(List<Reference> references) {
        String referred = references.stream()
                .map(reference ->
                        " AND NOT EXISTS (SELECT FROM " + reference.child().table() + " AS child WHERE "
                                + reference.refers("child", "this") + reference.butItself(this) + ")")
                .collect(Collectors.joining());
        return "DELETE FROM " + table() + " AS this USING " + gone() + " AS gone WHERE " + sameKey("this", "gone")
                + referred;
    }

    String countGone() {
        return "SELECT count(*) FROM " + table() + " AS this JOIN " + gone() + " AS gone ON " + sameKey("this", "gone");
    }

    /** Changes the rows that are there; empty if they have no columns besides the key. */
    String update() {
        // A key may be equal and not the same, unless it is a whole number.
        String columns = key.table().columns().stream()
                .filter(column -> !column.target().generated())
                .filter(column -> !key.columns().contains(column)
                        || !INTEGERS.contains(column.target().type()))
                .map(ColumnPlan::target)
                .map(column -> quote(column.name()) + " = changed." + quote(column.name()))
                .collect(Collectors.joining(", "));
        return columns.isEmpty()
                ? ""
                : "UPDATE " + table() + " AS this SET " + columns + " FROM " + rows() + " AS changed WHERE "
                        + sameKey("this", "changed");
    }

    String insert(String from) {
        String columns = key.table().copiedColumns();
        return "INSERT INTO " + table() + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM "
                + from + " AS changed WHERE NOT EXISTS (SELECT FROM " + table() + " AS this WHERE "
                + sameKey("this", "changed") + ")";
    }

    String deleteChanged() {
        return "DELETE FROM " + table() + " AS this USING " + changedKeys() + " AS changed WHERE "
                + sameKey("this", "changed");
    }

    /** The changed rows of the table, as the target has them. */
    String changedRows() {
        return table() + " AS this WHERE EXISTS (SELECT FROM " + rows() + " AS changed WHERE "
                + sameKey("this", "changed") + ")";
    }

    /**
     * A foreign key between two tables that are moved.
     *
     * @param child the table that refers
     * @param parent the table that is referred to
     */
    record Reference(StagedTable child, ForeignKey foreignKey, StagedTable parent) {
        String refers(String childRow, String parentRow) {
            return equal(childRow, foreignKey.columns(), parentRow, foreignKey.parentColumns());
        }

        private String butItself(StagedTable table) {
            return child.equals(table) ? " AND NOT (" + table.sameKey("child", "this") + ")" : "";
        }

        /** Whether rows refer to other columns than the key. */
        boolean byOtherColumns() {
            return !Set.copyOf(parent.key.targetColumns()).containsAll(foreignKey.parentColumns());
        }

        /** Counts the changed rows whose columns have other values now to which rows refer. */
        String countMoved() {
            String columns = foreignKey.parentColumns().stream()
                    .map(column -> "this." + quote(column) + " IS DISTINCT FROM changed." + quote(column))
                    .collect(Collectors.joining(" OR "));
            return "SELECT count(*) FROM " + parent.table() + " AS this JOIN " + parent.rows() + " AS changed ON "
                    + parent.sameKey("this", "changed") + " WHERE " + columns;
        }

        /** Keeps the rows that refer to changed rows and are not changed themselves. */
        String keepReferring() {
            String columns = child.key.table().copiedColumns();
            return "INSERT INTO " + child.kept() + " (" + columns + ") SELECT " + columns + " FROM " + child.table()
                    + " AS child WHERE EXISTS (SELECT FROM " + parent.table() + " AS parent JOIN "
                    + parent.changedKeys() + " AS changed ON " + parent.sameKey("parent", "changed") + " WHERE "
                    + refers("child", "parent") + ") AND NOT EXISTS (SELECT FROM " + child.changedKeys()
                    + " AS own WHERE " + child.sameKey("child", "own") + ")";
        }
    }
}
