// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of the database in SQLite, and the other names in it. Immutable.
 *
 * @param tables the tables and their columns
 * @param otherNames the names of views, of their columns, and of indexes, in lower case
 */
public record Schema(List<Table> tables, Set<String> otherNames) {
    /** Copies both. */
    public Schema {
        tables = List.copyOf(tables);
        otherNames = Set.copyOf(otherNames);
    }

    /** The table of this name, which must be there. */
    public Table table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a table, view, column or index has this name, given in lower case. */
    public boolean knows(String name) {
        return otherNames.contains(name)
                || tables.stream()
                        .anyMatch(table -> lower(table.name()).equals(name)
                                || !table.columns(name).isEmpty());
    }

    /** The columns of this name, given in lower case, in the tables that a statement names; none if that is unknown. */
    public List<Column> columns(Statement statement, String name) {
        return named(statement).flatMap(table -> table.columns(name).stream()).toList();
    }

    /** The tables that a statement names. */
    public Stream<Table> named(Statement statement) {
        Set<String> names = new HashSet<>();
        statement.tokens().stream().filter(Token::isName).forEach(token -> names.add(token.name()));
        return tables.stream().filter(table -> names.contains(lower(table.name())));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
