// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which rules find something in a statement on the tables of the tests. */
final class Finder {
    /** Names that PostgreSQL has reserved; the table {@code word} has a column for each. */
    static final String RESERVED =
            "analyse any array asymmetric both do end fetch for grant leading localtime only placing"
                    + " session_user some symmetric trailing user variadic window offset";

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Table(
                            "person",
                            List.of(
                                    new Column("id", "INTEGER", false, 1),
                                    new Column("name", "TEXT", false, 0),
                                    new Column("nick", "TEXT", true, 0),
                                    new Column("age", "INTEGER", true, 0),
                                    new Column("height", "REAL", true, 0),
                                    new Column("salary", "NUMERIC", true, 0),
                                    new Column("active", "BOOLEAN", true, 0),
                                    new Column("born", "DATE", true, 0)),
                            true),
                    new Table(
                            "visit",
                            List.of(
                                    new Column("person_id", "INTEGER", false, 0),
                                    new Column("date", "TEXT", true, 0),
                                    new Column("glob", "TEXT", true, 0),
                                    new Column("user", "TEXT", true, 0)),
                            true),
                    new Table("word", reservedWords(), true)),
            Set.of("person_view"));

    private Finder() {}

    private static List<Column> reservedWords() {
        return Stream.of(RESERVED.split(" "))
                .map(name -> new Column(name, "TEXT", false, 0))
                .toList();
    }

    static boolean isFound(String rule, String sql) {
        return found(sql).contains(rule);
    }

    static List<String> found(String sql) {
        Statement statement = Statement.of(sql, "test");
        return Rules.ALL.stream()
                .filter(rule -> rule.places(statement, SCHEMA).findAny().isPresent())
                .map(Rule::id)
                .toList();
    }
}
