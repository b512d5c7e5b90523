// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static io.github.safesqlite.move.CutoverCases.ITEM;
import static io.github.safesqlite.move.CutoverCases.ITEMS;
import static io.github.safesqlite.move.CutoverCases.ITEM_THERE;

import io.github.safesqlite.move.CutoverCases.Case;
import java.util.List;
import java.util.stream.Stream;

/** What applications do to rows that refer to others, and in tables with indexes and triggers. */
final class CutoverRelationCases {
    private static final String PART =
            "CREATE TABLE part (id INTEGER PRIMARY KEY, item INTEGER REFERENCES item ON DELETE CASCADE)";
    private static final String PART_THERE =
            "CREATE TABLE part (id bigint PRIMARY KEY, item bigint REFERENCES item ON DELETE CASCADE)";
    private static final String PARTS = "INSERT INTO part VALUES (11, 1), (12, 1), (21, 2)";

    private CutoverRelationCases() {}

    private static Case parts(String name, String... changes) {
        return new Case(name, List.of(ITEM, PART, ITEMS, PARTS), List.of(ITEM_THERE, PART_THERE), List.of(changes));
    }

    static Stream<Case> cases() {
        return Stream.of(
                parts("cascade", "DELETE FROM item WHERE id = 1"),
                parts("replace of a parent", "REPLACE INTO item VALUES (9, 'a', 1)"),
                parts("new parent and child", "INSERT INTO item VALUES (4, 'd', 1)", "INSERT INTO part VALUES (41, 4)"),
                parts(
                        "the child moves and the parent goes",
                        "UPDATE part SET item = 3 WHERE item = 1",
                        "DELETE FROM item WHERE id = 1"),
                parts(
                        "another parent takes the unique value",
                        "UPDATE part SET item = 3 WHERE item = 1",
                        "DELETE FROM item WHERE id = 1",
                        "INSERT INTO item VALUES (4, 'a', 1)",
                        "UPDATE part SET item = 4 WHERE id = 11"),
                parts(
                        "parents exchange unique values",
                        "UPDATE item SET name = 'x' WHERE id = 1",
                        "UPDATE item SET name = 'a' WHERE id = 2",
                        "UPDATE item SET name = 'b' WHERE id = 1"),
                parts("parents change", "UPDATE item SET size = size + 1", "INSERT INTO part VALUES (22, 2)"),
                new Case(
                        "the child moves with its children and the parent goes",
                        List.of(
                                ITEM,
                                PART,
                                "CREATE TABLE piece (id INTEGER PRIMARY KEY, part INTEGER REFERENCES part)",
                                ITEMS,
                                PARTS,
                                "INSERT INTO piece VALUES (111, 11), (112, 11)"),
                        List.of(
                                ITEM_THERE,
                                PART_THERE,
                                "CREATE TABLE piece (id bigint PRIMARY KEY, part bigint REFERENCES part ON DELETE CASCADE)"),
                        List.of("UPDATE part SET item = 3 WHERE item = 1", "DELETE FROM item WHERE id = 1")),
                new Case(
                        "an index with a collation of its own, an expression, and a condition",
                        List.of(
                                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, owner TEXT, open INTEGER)",
                                "CREATE UNIQUE INDEX one ON item (name COLLATE NOCASE DESC)",
                                "CREATE UNIQUE INDEX two ON item (lower(mail), substr(\"name\", 1, 1) ASC)",
                                "CREATE UNIQUE INDEX three ON item (owner) WHERE open = 1 AND owner <> ','",
                                "INSERT INTO item VALUES (1, 'a', 'A@X', 'o', 1), (2, 'b', 'B@X', 'p', 1),"
                                        + " (3, 'c', 'C@X', 'q', 1), (4, 'd', 'D@X', 'o', 0), (5, 'e', 'E@X', 'q', 0)"),
                        List.of(
                                "CREATE TABLE item (id bigint PRIMARY KEY, name text, mail text, owner text, open bigint)"),
                        List.of(
                                "REPLACE INTO item VALUES (11, 'A', 'z', 'z', 1)",
                                "REPLACE INTO item VALUES (12, 'bb', 'b@x', 'y', 1)",
                                "REPLACE INTO item VALUES (13, 'x', 'x', 'q', 1)",
                                "UPDATE OR REPLACE item SET open = 1 WHERE id = 5")),
                new Case(
                        "a trigger of the application",
                        List.of(
                                ITEM,
                                "CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT)",
                                "CREATE TRIGGER logged AFTER UPDATE ON item BEGIN INSERT INTO log (text) VALUES (OLD.name);"
                                        + " DELETE FROM item WHERE id = 3; END",
                                "CREATE TRIGGER ignored BEFORE INSERT ON item WHEN NEW.size < 0 BEGIN SELECT RAISE(IGNORE); END",
                                ITEMS),
                        List.of(ITEM_THERE, "CREATE TABLE log (id bigint PRIMARY KEY, text text)"),
                        List.of("UPDATE item SET size = 5 WHERE id = 2", "INSERT INTO item VALUES (5, 'e', -1)")),
                new Case(
                        "an action of a foreign key that sets NULL",
                        List.of(
                                ITEM,
                                "CREATE TABLE part (id INTEGER PRIMARY KEY, item INTEGER REFERENCES item ON DELETE SET NULL"
                                        + " ON UPDATE CASCADE)",
                                ITEMS,
                                PARTS),
                        List.of(ITEM_THERE, "CREATE TABLE part (id bigint PRIMARY KEY, item bigint REFERENCES item)"),
                        List.of("DELETE FROM item WHERE id = 1", "UPDATE item SET id = 7 WHERE id = 2")),
                new Case(
                        "rows that refer to rows of their table",
                        List.of(
                                "CREATE TABLE item (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES item)",
                                "INSERT INTO item VALUES (1, NULL), (2, 1), (3, 2), (4, 4)"),
                        List.of("CREATE TABLE item (id bigint PRIMARY KEY, parent bigint REFERENCES item)"),
                        List.of(
                                "UPDATE item SET parent = NULL WHERE id = 3",
                                "DELETE FROM item WHERE id IN (1, 2)",
                                "INSERT INTO item VALUES (1, 3), (5, 1)",
                                "DELETE FROM item WHERE id = 4")),
                new Case(
                        "a new row refers to one that refers to rows with exchanged values",
                        List.of(
                                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE, parent INTEGER REFERENCES item)",
                                "INSERT INTO item VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', 1), (4, 'd', 2)"),
                        List.of(
                                "CREATE TABLE item (id bigint PRIMARY KEY, name text UNIQUE, parent bigint REFERENCES item)"),
                        List.of(
                                "UPDATE item SET name = 'x' WHERE id = 1",
                                "UPDATE item SET name = 'a' WHERE id = 2",
                                "UPDATE item SET name = 'b' WHERE id = 1",
                                "INSERT INTO item VALUES (5, 'e', 3)")),
                new Case(
                        "rows that refer to one another in a circle",
                        List.of(
                                "CREATE TABLE team (id INTEGER PRIMARY KEY, captain INTEGER REFERENCES player DEFERRABLE INITIALLY DEFERRED)",
                                "CREATE TABLE player (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team DEFERRABLE INITIALLY DEFERRED)",
                                "BEGIN",
                                "INSERT INTO team VALUES (1, 5)",
                                "INSERT INTO player VALUES (5, 1)",
                                "COMMIT"),
                        List.of(
                                "CREATE TABLE team (id bigint PRIMARY KEY, captain bigint)",
                                "CREATE TABLE player (id bigint PRIMARY KEY, team bigint REFERENCES team)",
                                "ALTER TABLE team ADD FOREIGN KEY (captain) REFERENCES player DEFERRABLE"),
                        List.of(
                                "BEGIN",
                                "INSERT INTO team VALUES (2, 6)",
                                "INSERT INTO player VALUES (6, 2)",
                                "DELETE FROM team WHERE id = 1",
                                "DELETE FROM player WHERE id = 5",
                                "COMMIT")),
                new Case(
                        "a reference to another unique column",
                        List.of(
                                ITEM,
                                "CREATE TABLE part (id INTEGER PRIMARY KEY, item TEXT REFERENCES item (name) ON UPDATE CASCADE)",
                                ITEMS,
                                "INSERT INTO part VALUES (1, 'a'), (2, 'b')"),
                        List.of(
                                ITEM_THERE,
                                "CREATE TABLE part (id bigint PRIMARY KEY, item text REFERENCES item (name) ON UPDATE CASCADE)"),
                        List.of(
                                "UPDATE item SET name = 'x' WHERE id = 1",
                                "UPDATE part SET item = 'c' WHERE id = 2",
                                "DELETE FROM item WHERE id = 2")));
    }
}
