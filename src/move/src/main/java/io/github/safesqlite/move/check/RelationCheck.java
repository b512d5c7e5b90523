// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.ForeignKey;
import io.github.safesqlite.move.target.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the rows of the source against the target's foreign keys and unique indexes. The source may not have them, or may compare
 * texts without regard to case.
 */
public final class RelationCheck {
    private final SqliteSnapshot source;
    private final MovePlan plan;
    private final Findings findings;

    /** A check that adds rows to the findings. */
    public RelationCheck(SqliteSnapshot source, MovePlan plan, Findings findings) {
        this.source = source;
        this.plan = plan;
        this.findings = findings;
    }

    /** Checks a table. */
    public void check(TablePlan table) throws SQLException {
        for (ForeignKey key : table.target().foreignKeys()) {
            Optional<TablePlan> parent = plan.tables().stream()
                    .filter(other -> other.target().name().equals(key.parent()))
                    .findFirst();
            if (parent.isPresent()) {
                orphans(table, parent.get(), key);
            }
        }
        for (UniqueKey key : table.target().uniqueKeys()) {
            duplicates(table, key);
        }
    }

    private void orphans(TablePlan table, TablePlan parent, ForeignKey key) throws SQLException {
        List<String> present = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (int index = 0; index < key.columns().size(); index++) {
            Optional<String> child = table.sourceOf(key.columns().get(index));
            Optional<String> referred = parent.sourceOf(key.parentColumns().get(index));
            if (child.isEmpty() || referred.isEmpty()) {
                return;
            }
            String column = "this." + Identifiers.quote(child.get());
            present.add(column + " IS NOT NULL");
            equal.add("parent." + Identifiers.quote(referred.get()) + " = " + column + " COLLATE BINARY");
        }
        String condition = String.join(" AND ", present) + " AND NOT EXISTS (SELECT 1 FROM "
                + Identifiers.quote(parent.source().name()) + " AS parent WHERE " + String.join(" AND ", equal) + ")";
        source.keysWhere(
                table.source(),
                condition,
                row -> findings.addRow(
                        FindingKind.ORPHAN,
                        table.name(),
                        String.join(", ", key.columns()),
                        "The row refers to a row of " + key.parent() + " that does not exist, by the foreign key "
                                + key.name() + ". Delete it, or write NULL.",
                        row.key()));
    }

    /** Rows with NULL are left to the server, which may hold them for equal. */
    private void duplicates(TablePlan table, UniqueKey key) throws SQLException {
        List<String> compared = new ArrayList<>();
        List<String> present = new ArrayList<>();
        for (UniqueKey.Part part : key.parts()) {
            Optional<String> column = table.sourceOf(part.column());
            if (column.isEmpty()) {
                return;
            }
            String name = Identifiers.quote(column.get());
            compared.add(part.folded() ? "lower(" + name + ")" : name + " COLLATE BINARY");
            present.add(name + " IS NOT NULL");
        }
        String values = String.join(", ", compared);
        String groups =
                "SELECT " + values + " FROM " + Identifiers.quote(table.source().name()) + " WHERE "
                        + String.join(" AND ", present) + " GROUP BY " + values + " HAVING count(*) > 1";
        source.keysWhere(
                table.source(),
                "(" + values + ") IN (" + groups + ")",
                row -> findings.addRow(
                        FindingKind.DUPLICATE,
                        table.name(),
                        String.join(
                                ", ",
                                key.parts().stream().map(UniqueKey.Part::column).toList()),
                        "The row equals another one in what the unique index " + key.name()
                                + " compares. Change one of them.",
                        row.key()));
    }
}
