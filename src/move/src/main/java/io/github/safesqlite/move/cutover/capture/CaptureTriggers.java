// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import static io.github.safesqlite.move.source.Identifiers.quote;

import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.cutover.key.UniqueIndex;
import io.github.safesqlite.move.source.OwnObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The triggers that record the keys of changed rows of a table.
 *
 * <p>SQLite runs no DELETE trigger for a row that gives way to another one by {@code OR REPLACE}. Therefore triggers before an INSERT and
 * UPDATE record the keys of all rows that are equal to the new one in what a unique index compares.
 */
final class CaptureTriggers {
    private final TableKey key;
    private final List<UniqueIndex> indexes;
    private final String table;
    private final String into;

    private CaptureTriggers(TableKey key, List<UniqueIndex> indexes) {
        this.key = key;
        this.indexes = indexes;
        table = quote(key.table().name());
        List<String> columns = new ArrayList<>(List.of("source"));
        for (int part = 0; part < key.columns().size(); part++) {
            columns.add(ChangeTable.keyColumn(part));
        }
        into = "INSERT INTO " + ChangeTable.NAME + " (" + String.join(", ", columns) + ") ";
    }

    /** The statements that create the triggers. */
    static List<String> of(TableKey key, List<UniqueIndex> indexes) {
        return new CaptureTriggers(key, indexes).statements();
    }

    private List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add(trigger("insert", "AFTER INSERT", List.of(into + select("NEW."))));
        statements.add(trigger("delete", "AFTER DELETE", List.of(into + select("OLD."))));
        statements.add(trigger(
                "update",
                "AFTER UPDATE",
                List.of(into + select("OLD."), into + select("NEW.") + " WHERE NOT (" + same("NEW.") + ")")));
        List<UniqueIndex> replacing = indexes.stream().filter(this::mayReplace).toList();
        if (!replacing.isEmpty()) {
            statements.add(trigger(
                    "before_insert",
                    "BEFORE INSERT",
                    replacing.stream().map(this::replaced).toList()));
            statements.add(trigger(
                    "before_update",
                    "BEFORE UPDATE",
                    replacing.stream()
                            .map(index -> replaced(index) + " AND NOT (" + same("") + ")")
                            .toList()));
        }
        return statements;
    }

    private String trigger(String name, String event, List<String> body) {
        return "CREATE TRIGGER " + OwnObjects.PREFIX + "_" + key.number() + "_" + name + " " + event + " ON " + table
                + " BEGIN " + String.join("; ", body) + "; END";
    }

    private String select(String row) {
        return "SELECT " + key.number() + ", "
                + key.sourceColumns().stream()
                        .map(column -> row + quote(column))
                        .collect(Collectors.joining(", "));
    }

    /** Whether a row has the key of the old one, to the byte. */
    private String same(String row) {
        return key.sourceColumns().stream()
                .map(column -> row + quote(column) + " COLLATE BINARY IS OLD." + quote(column))
                .collect(Collectors.joining(" AND "));
    }

    /** A row with the same key is recorded as the new one; unless keys are equal that are not the same. */
    private boolean mayReplace(UniqueIndex index) {
        List<String> names = key.sourceColumns().stream()
                .map(column -> column.toLowerCase(Locale.ROOT))
                .toList();
        boolean ofKey =
                index.columns().filter(columns -> columns.containsAll(names)).isPresent();
        boolean exact = index.terms().stream().allMatch(term -> term.collation().equals("BINARY"));
        return !ofKey || !exact;
    }

    private String replaced(UniqueIndex index) {
        String equal = index.terms().stream().map(this::equal).collect(Collectors.joining(" AND "));
        String condition = index.condition().isEmpty() ? "" : " AND (" + index.condition() + ")";
        return into + select("") + " FROM " + table + " WHERE " + equal + condition;
    }

    private String equal(UniqueIndex.Term term) {
        String collation = " COLLATE " + quote(term.collation());
        if (!term.column().isEmpty()) {
            return quote(term.column()) + collation + " = NEW." + quote(term.column());
        }
        // The names in the expression mean the new row where they stand in this subquery.
        String newRow = key.table().source().columns().stream()
                .map(column -> "NEW." + quote(column) + " AS " + quote(column))
                .collect(Collectors.joining(", "));
        return "(" + term.expression() + ")" + collation + " = (SELECT " + term.expression() + " FROM (SELECT " + newRow
                + ") AS " + quote(key.table().name()) + ")";
    }
}
