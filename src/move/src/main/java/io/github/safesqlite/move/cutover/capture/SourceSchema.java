// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.source.OwnObjects;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * The definitions in a SQLite file.
 *
 * @param application those of the application
 * @param own those of the cut-over
 */
public record SourceSchema(Set<String> application, Set<String> own) {
    /** The definitions that a connection sees. */
    public static SourceSchema of(Connection source) throws SQLException {
        Set<String> application = new TreeSet<>();
        Set<String> own = new TreeSet<>();
        // ANALYZE changes nothing that matters here.
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + OwnObjects.CONDITION + ", coalesce(sql, name)"
                        + " FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'")) {
            while (rows.next()) {
                (rows.getBoolean(1) ? own : application).add(rows.getString(2));
            }
        }
        return new SourceSchema(application, own);
    }

    /** Adds a finding if a connection sees other definitions than these. */
    public void check(Connection source, Findings findings) throws SQLException {
        SourceSchema now = of(source);
        if (equals(now)) {
            return;
        }
        Set<String> changed = new TreeSet<>(now.application);
        changed.removeAll(application);
        Set<String> removed = new TreeSet<>(application);
        removed.removeAll(now.application);
        changed.addAll(removed);
        findings.add(
                FindingKind.SCHEMA_CHANGED,
                "",
                "",
                "The definitions in the SQLite file have changed during the cut-over"
                        + (changed.isEmpty() ? ", those that record changes" : ": " + String.join("; ", changed))
                        + ". Repeat the command when they stay as they are.");
    }
}
