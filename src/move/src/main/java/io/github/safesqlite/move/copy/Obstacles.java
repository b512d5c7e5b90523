// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.copy;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.target.TargetTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Finds what keeps tables of the target from taking rows as they are. */
record Obstacles(Connection connection, MovePlan plan, Findings findings) {
    /**
     * Adds all obstacles to the findings.
     *
     * @param complete the tables that may have rows; null if all may
     */
    void find(Set<String> complete) throws SQLException {
        for (TablePlan table : plan.tables()) {
            TargetTable target = table.target();
            if (!target.writable()) {
                add(
                        table,
                        FindingKind.PRIVILEGE_MISSING,
                        "This user of the target may not read and insert rows. Use the owner of the table.");
                continue;
            }
            if (!target.triggers().isEmpty()) {
                add(
                        table,
                        FindingKind.TRIGGER,
                        "The target runs " + String.join(", ", target.triggers())
                                + " when rows are copied, which could change them. Disable it for the move, with ALTER TABLE "
                                + target.qualifiedName() + " DISABLE TRIGGER or DISABLE RULE.");
            }
            if (target.table() && complete != null && !complete.contains(table.name()) && hasRows(target)) {
                add(table, FindingKind.TABLE_NOT_EMPTY, "The target's table has rows. Remove them with --clear.");
            }
        }
    }

    private void add(TablePlan table, FindingKind kind, String message) {
        findings.add(kind, table.name(), "", message);
    }

    private boolean hasRows(TargetTable table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT EXISTS (SELECT 1 FROM " + table.qualifiedName() + ")")) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
