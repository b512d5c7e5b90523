// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.plan.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Finds what keeps rows of the target from being changed as they must be; a copy only inserts rows. */
public final class ChangeObstacles {
    private static final String QUERY =
            "SELECT has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'),"
                    + " (SELECT string_agg(tgname, ', ' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = c.oid"
                    + " AND NOT tgisinternal AND tgenabled <> 'D' AND (tgtype & 24) <> 0)"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?";

    private ChangeObstacles() {}

    /** Adds all obstacles to the findings. */
    public static void find(Connection target, MovePlan plan, Findings findings) throws SQLException {
        try (PreparedStatement query = target.prepareStatement(QUERY)) {
            for (TablePlan table : plan.tables()) {
                query.setString(1, table.target().schema());
                query.setString(2, table.target().name());
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    if (!rows.getBoolean(1)) {
                        findings.add(
                                FindingKind.PRIVILEGE_MISSING,
                                table.name(),
                                "",
                                "This user of the target may not update and delete rows. Use the owner of the table.");
                    }
                    if (rows.getString(2) != null) {
                        findings.add(
                                FindingKind.TRIGGER,
                                table.name(),
                                "",
                                "The target runs " + rows.getString(2)
                                        + " when rows are changed, which could change others. Disable it for the move, with"
                                        + " ALTER TABLE " + table.target().qualifiedName() + " DISABLE TRIGGER.");
                    }
                }
            }
        }
    }
}
