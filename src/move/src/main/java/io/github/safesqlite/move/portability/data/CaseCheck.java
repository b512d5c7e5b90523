// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.source.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.sqlite.Function;

/**
 * Finds unique indexes that do not tell upper and lower case apart, and rows that are equal without case. SQLite's NOCASE folds
 * the letters from A to Z only, PostgreSQL's {@code lower} and citext all letters.
 */
final class CaseCheck {
    private static final String FOLD = "fold_all_letters";

    private CaseCheck() {}

    /** The findings of one table. */
    static List<Finding> find(Connection source, Table table, ExpectedTypes types) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        Function.create(source, FOLD, new Fold());
        for (Map<String, String> index : uniqueIndexes(source, table)) {
            List<String> folded = index.keySet().stream()
                    .filter(column -> index.get(column).equalsIgnoreCase("NOCASE") || isFolded(table, column, types))
                    .toList();
            if (folded.isEmpty()) {
                continue;
            }
            String place = table.name() + "(" + String.join(", ", index.keySet()) + ")";
            if (folded.stream().anyMatch(column -> !isFolded(table, column, types))) {
                findings.add(caseMatters(place, folded));
            }
            FindingDraft duplicates =
                    duplicates(source, table, index.keySet().stream().toList(), folded, place);
            if (duplicates.finding().count() > 0) {
                findings.add(duplicates.finding());
            }
        }
        return findings;
    }

    private static Finding caseMatters(String place, List<String> columns) {
        var draft = new FindingDraft(
                "nocase-unique",
                place,
                "The index is unique without regard to the case of letters in SQLite; a unique index of PostgreSQL tells Ann from"
                        + " ANN.",
                "Use the type citext, or a unique index on lower(column).");
        draft.add("columns " + String.join(", ", columns));
        return draft.finding();
    }

    private static boolean isFolded(Table table, String name, ExpectedTypes types) {
        return table.columns(name).stream()
                .anyMatch(column -> types.of(table, column).ignoresCase());
    }

    /** For each unique index of columns alone, the columns and their collations. */
    private static List<Map<String, String>> uniqueIndexes(Connection source, Table table) throws SQLException {
        Map<String, Map<String, String>> indexes = new LinkedHashMap<>();
        try (PreparedStatement query = source.prepareStatement("SELECT list.name AS i, info.name AS c, info.coll"
                + " FROM pragma_index_list(?) AS list, pragma_index_xinfo(list.name) AS info"
                + " WHERE list.\"unique\" AND NOT list.partial AND info.key ORDER BY list.seq, info.seqno")) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    // An expression has no name; an index with one is looked at without it.
                    if (rows.getString("c") != null) {
                        indexes.computeIfAbsent(rows.getString("i"), index -> new LinkedHashMap<>())
                                .put(rows.getString("c"), rows.getString("coll"));
                    }
                }
            }
        }
        return List.copyOf(indexes.values());
    }

    private static FindingDraft duplicates(
            Connection source, Table table, List<String> columns, List<String> folded, String place)
            throws SQLException {
        var draft = new FindingDraft(
                "nocase-duplicate",
                place,
                "Rows are equal if the case of all letters is ignored, as lower() and citext of PostgreSQL do; SQLite's NOCASE"
                        + " folds A to Z only.",
                "Change one of the values.");
        String names = Identifiers.quoteAll(columns);
        String groups = columns.stream()
                .map(column -> folded.contains(column)
                        ? FOLD + "(" + Identifiers.quote(column) + ")"
                        : Identifiers.quote(column))
                .collect(Collectors.joining(", "));
        String present = columns.stream()
                .map(column -> Identifiers.quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + names + " FROM " + Identifiers.quote(table.name())
                        + " WHERE " + present + " GROUP BY " + groups + " HAVING count(*) > 1")) {
            while (rows.next()) {
                var key = new StringJoiner(", ");
                for (String column : columns) {
                    key.add(column + "=" + rows.getString(column));
                }
                draft.add(key.toString());
            }
        }
        return draft;
    }

    private static final class Fold extends Function {
        @Override
        protected void xFunc() throws SQLException {
            String text = value_text(0);
            if (text == null) {
                result();
            } else {
                result(text.toLowerCase(Locale.ROOT));
            }
        }
    }
}
