// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds rows whose foreign key leads nowhere, which SQLite allows while {@code foreign_keys} is off. */
final class Orphans {
    private Orphans() {}

    static List<Finding> find(Connection source) throws SQLException {
        Map<String, FindingDraft> drafts = new LinkedHashMap<>();
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
            while (rows.next()) {
                String table = rows.getString(1);
                String parent = rows.getString(3);
                drafts.computeIfAbsent(table + " → " + parent, place -> draft(place, parent))
                        .add(rows.getString(2) == null ? "a table WITHOUT ROWID" : "rowid=" + rows.getString(2));
            }
        }
        return drafts.values().stream().map(FindingDraft::finding).toList();
    }

    private static FindingDraft draft(String place, String parent) {
        return new FindingDraft(
                "orphan",
                place,
                "The row refers to a row of " + parent + " that does not exist; PostgreSQL refuses it.",
                "Delete the row, or insert what it refers to, and switch foreign_keys on.");
    }
}
