// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import java.util.List;
import java.util.stream.Stream;

/** What applications do to rows while their file is cut over. */
final class CutoverCases {
    static final String ITEM = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER)";
    static final String ITEM_THERE = "CREATE TABLE item (id bigint PRIMARY KEY, name text UNIQUE, size bigint)";
    static final String ITEMS = "INSERT INTO item VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30)";

    private CutoverCases() {}

    /**
     * Changes.
     *
     * @param name what is special
     * @param before statements that create the tables and rows in SQLite
     * @param target statements that create the tables in PostgreSQL
     * @param changes what the application does
     */
    record Case(String name, List<String> before, List<String> target, List<String> changes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case items(String name, String... changes) {
        return new Case(name, List.of(ITEM, ITEMS), List.of(ITEM_THERE), List.of(changes));
    }

    private static Case table(String name, String columns, String target, String rows, String... changes) {
        return new Case(
                name,
                List.of("CREATE TABLE item " + columns, "INSERT INTO item VALUES " + rows),
                List.of("CREATE TABLE item " + target),
                List.of(changes));
    }

    static Stream<Case> cases() {
        return Stream.concat(rows(), CutoverRelationCases.cases());
    }

    private static Stream<Case> rows() {
        return Stream.of(
                items("insert", "INSERT INTO item VALUES (4, 'd', 40)"),
                items("update", "UPDATE item SET size = size + 1"),
                items("delete", "DELETE FROM item WHERE id = 2"),
                items("delete all", "DELETE FROM item"),
                items(
                        "delete and insert again",
                        "DELETE FROM item WHERE id = 2",
                        "INSERT INTO item VALUES (2, 'x', 1)"),
                items("insert and delete", "INSERT INTO item VALUES (4, 'd', 40)", "DELETE FROM item WHERE id = 4"),
                items("key", "UPDATE item SET id = 9 WHERE id = 2"),
                items("keys in a chain", "UPDATE item SET id = 9 WHERE id = 3", "UPDATE item SET id = 3 WHERE id = 2"),
                items("replace by the key", "REPLACE INTO item VALUES (2, 'x', 21)"),
                items("replace by a unique column", "REPLACE INTO item VALUES (4, 'b', 21)"),
                items("replace two rows", "REPLACE INTO item VALUES (1, 'b', 21)"),
                items("update or replace", "UPDATE OR REPLACE item SET name = 'b' WHERE id = 3"),
                items("ignore", "INSERT OR IGNORE INTO item VALUES (4, 'b', 21)"),
                items("upsert", "INSERT INTO item VALUES (4, 'b', 1) ON CONFLICT (name) DO UPDATE SET size = 99"),
                items(
                        "unique values exchanged",
                        "UPDATE item SET name = 'x' WHERE id = 1",
                        "UPDATE item SET name = 'a' WHERE id = 2",
                        "UPDATE item SET name = 'b' WHERE id = 1"),
                items("vacuum", "DELETE FROM item WHERE id = 1", "ANALYZE", "VACUUM", "DELETE FROM item WHERE id = 3"),
                items("rolled back", "BEGIN", "DELETE FROM item", "ROLLBACK"),
                table(
                        "replace by a column without regard to case",
                        "(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE)",
                        "(id bigint PRIMARY KEY, name text)",
                        "(1, 'a'), (2, 'b')",
                        "REPLACE INTO item VALUES (3, 'B')"),
                table(
                        "replace by an index with a collation of its own",
                        "(id INTEGER PRIMARY KEY, name TEXT)",
                        "(id bigint PRIMARY KEY, name text)",
                        "(1, 'a'), (2, 'b')",
                        "REPLACE INTO item VALUES (3, 'B'), (4, 'c')"),
                table(
                        "replace by a key without regard to case",
                        "(name TEXT COLLATE NOCASE PRIMARY KEY, size INTEGER)",
                        "(name text PRIMARY KEY, size bigint)",
                        "('a', 1), ('b', 2)",
                        "REPLACE INTO item VALUES ('B', 3)",
                        "UPDATE item SET name = 'A' WHERE name = 'a'"),
                table(
                        "a key without regard to case on both sides",
                        "(name TEXT COLLATE NOCASE PRIMARY KEY, size INTEGER)",
                        "(name public.citext PRIMARY KEY, size bigint)",
                        "('a', 1), ('b', 2)",
                        "UPDATE item SET name = 'A' WHERE name = 'a'"),
                table(
                        "conflict clause of the table",
                        "(id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE)",
                        "(id bigint PRIMARY KEY, name text)",
                        "(1, 'a'), (2, 'b')",
                        "INSERT INTO item VALUES (3, 'a')",
                        "UPDATE item SET name = 'b' WHERE id = 3"),
                table(
                        "replace by a generated column",
                        "(id INTEGER PRIMARY KEY, name TEXT, code TEXT AS (upper(name)) STORED UNIQUE)",
                        "(id bigint PRIMARY KEY, name text, code text GENERATED ALWAYS AS (upper(name)) STORED)",
                        "(1, 'a'), (2, 'b')",
                        "REPLACE INTO item VALUES (3, 'B')",
                        "UPDATE OR REPLACE item SET name = 'A' WHERE id = 3"),
                table(
                        "several columns in the key",
                        "(a TEXT, b INTEGER, size INTEGER, UNIQUE (size, a), PRIMARY KEY (b, a))",
                        "(a text, b bigint, size bigint, PRIMARY KEY (a, b))",
                        "('x', 1, 1), ('x', 2, 2), ('y', 1, 3)",
                        "REPLACE INTO item VALUES ('x', 3, 1)",
                        "UPDATE item SET b = 7 WHERE a = 'y'",
                        "INSERT INTO item VALUES ('y', 1, 8)"),
                table(
                        "without row ids",
                        "(name TEXT PRIMARY KEY, size INTEGER UNIQUE) WITHOUT ROWID",
                        "(name text PRIMARY KEY, size bigint)",
                        "('a', 1), ('b', 2)",
                        "REPLACE INTO item VALUES ('c', 1)",
                        "UPDATE item SET name = 'd' WHERE name = 'b'"),
                table(
                        "a unique column that is no primary key in the source",
                        "(name TEXT NOT NULL UNIQUE, size INTEGER)",
                        "(name text PRIMARY KEY, size bigint)",
                        "('a', 1), ('b', 2)",
                        "UPDATE item SET name = 'x' WHERE name = 'a'",
                        "DELETE FROM item WHERE name = 'b'",
                        "INSERT INTO item VALUES ('c', 3)"),
                table(
                        "blob keys",
                        "(id BLOB PRIMARY KEY, size INTEGER)",
                        "(id bytea PRIMARY KEY, size bigint)",
                        "(x'00', 1), (x'00ff', 2)",
                        "UPDATE item SET id = x'' WHERE id = x'00'",
                        "REPLACE INTO item VALUES (x'00ff', 3)"),
                table(
                        "real keys",
                        "(id REAL PRIMARY KEY, size INTEGER)",
                        "(id double precision PRIMARY KEY, size bigint)",
                        "(0.1, 1), (2, 2)",
                        "UPDATE item SET id = 1e300 WHERE size = 2",
                        "DELETE FROM item WHERE size = 1"),
                table(
                        "keys of another type there",
                        "(id TEXT PRIMARY KEY, at TEXT UNIQUE)",
                        "(id uuid PRIMARY KEY, at timestamptz)",
                        "('123E4567-E89B-12D3-A456-426614174000', '2026-11-30T10:00:00Z')",
                        "REPLACE INTO item VALUES ('123e4567-e89b-12d3-a456-426614174001', '2026-11-30T10:00:00Z')"),
                table(
                        "only a key",
                        "(id INTEGER PRIMARY KEY)",
                        "(id bigint PRIMARY KEY)",
                        "(1), (2)",
                        "REPLACE INTO item VALUES (2), (3)",
                        "DELETE FROM item WHERE id = 1"),
                table(
                        "a row that would not have fitted, and is gone",
                        "(id TEXT PRIMARY KEY, size INTEGER)",
                        "(id varchar(3) PRIMARY KEY, size bigint)",
                        "('a', 1)",
                        "INSERT INTO item VALUES ('too long', 2)",
                        "DELETE FROM item WHERE size = 2"),
                table(
                        "ids that the server gives always",
                        "(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
                        "(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)",
                        "(1, 'a'), (2, 'b')",
                        "INSERT INTO item (name) VALUES ('c'), ('d')",
                        "DELETE FROM item WHERE name = 'd'",
                        "UPDATE item SET name = 'x' WHERE id = 1"));
    }
}
