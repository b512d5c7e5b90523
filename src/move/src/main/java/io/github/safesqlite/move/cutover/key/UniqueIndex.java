// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.key;

import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.source.SourceTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A unique index of SQLite.
 *
 * @param terms what it compares
 * @param condition the condition of a partial index in SQL, otherwise empty
 */
public record UniqueIndex(List<Term> terms, String condition) {
    private static final int ROW_ID = -1;
    private static final int EXPRESSION = -2;

    /**
     * What an index compares.
     *
     * @param column the column, empty for an expression
     * @param expression the expression in SQL, empty for a column
     * @param collation the collation by which texts are compared
     */
    public record Term(String column, String expression, String collation) {}

    /** The names of its columns in lower case; empty if it compares expressions. */
    public Optional<Set<String>> columns() {
        if (terms.stream().anyMatch(term -> term.column.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                terms.stream().map(term -> term.column.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** The unique indexes of a table; a primary key that is the row id is not among them. */
    public static List<UniqueIndex> of(Connection source, SourceTable table) throws SQLException {
        List<UniqueIndex> indexes = new ArrayList<>();
        try (PreparedStatement query = source.prepareStatement("SELECT l.name, s.sql FROM pragma_index_list(?) AS l"
                + " LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = l.name"
                + " WHERE l.\"unique\" ORDER BY l.name")) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    indexes.add(index(source, table, rows.getString(1), rows.getString(2)));
                }
            }
        }
        return indexes;
    }

    private static UniqueIndex index(Connection source, SourceTable table, String name, String definition)
            throws SQLException {
        IndexDefinition written = IndexDefinition.of(Statement.of(definition == null ? "" : definition, name));
        List<Term> terms = new ArrayList<>();
        try (PreparedStatement query = source.prepareStatement(
                "SELECT cid, name, coll FROM pragma_index_xinfo(?) WHERE \"key\" ORDER BY seqno")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String collation = rows.getString(3);
                    terms.add(
                            switch (rows.getInt(1)) {
                                case EXPRESSION -> new Term("", written.terms().get(terms.size()), collation);
                                case ROW_ID -> new Term(table.key().get(0), "", collation);
                                default -> new Term(rows.getString(2), "", collation);
                            });
                }
            }
        }
        return new UniqueIndex(terms, written.condition());
    }
}
