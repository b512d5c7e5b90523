// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import static io.github.safesqlite.move.portability.rule.Finder.found;
import static io.github.safesqlite.move.portability.rule.Finder.isFound;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule finds what it is for, and nothing that only looks like it. */
class RulesTest {
    /** The rule, a statement that it is for, and one that only looks like it. */
    private static final String[][] CASES = {
        {
            "insert-or",
            "INSERT OR IGNORE INTO person(id) VALUES (1)",
            "INSERT INTO person(name) VALUES ('INSERT OR IGNORE')"
        },
        {"insert-or", "REPLACE INTO person(id) VALUES (1)", "SELECT replace(name, 'a', 'b') FROM person"},
        {"insert-or", "UPDATE OR FAIL person SET id = 1", "SELECT 1 WHERE 1 = 1 OR 2 = 2 -- UPDATE OR FAIL"},
        {"pragma", "PRAGMA user_version", "SELECT 'PRAGMA user_version'"},
        {"transaction", "BEGIN IMMEDIATE", "BEGIN"},
        {"attach", "ATTACH 'other.db' AS other", "SELECT 'ATTACH'"},
        {"attach", "VACUUM INTO 'copy.db'", "VACUUM"},
        {"glob", "SELECT id FROM person WHERE name GLOB 'a*'", "SELECT glob FROM visit v WHERE v.glob = 'GLOB'"},
        {"glob", "SELECT id FROM person WHERE name NOT GLOB ?", "SELECT id /* name GLOB 'a*' */ FROM person"},
        {
            "like-case",
            "SELECT id FROM person WHERE name LIKE ?",
            "SELECT id FROM person WHERE lower(name) LIKE lower(?) OR name = 'x LIKE y'"
        },
        {"regexp-match", "SELECT id FROM docs WHERE docs MATCH 'a'", "SELECT match FROM games"},
        {"regexp-match", "SELECT id FROM person WHERE name REGEXP ?", "SELECT \"REGEXP\" FROM games"},
        {"double-equals", "SELECT id FROM person WHERE id == 1", "SELECT id FROM person WHERE name = '=='"},
        {"is-value", "SELECT id FROM person WHERE nick IS ?", "SELECT id FROM person WHERE nick IS NOT NULL"},
        {"is-value", "SELECT a IS NOT b FROM t", "SELECT a IS NOT DISTINCT FROM b FROM t"},
        {
            "limit-comma",
            "SELECT id FROM person LIMIT 10, 5",
            "SELECT id, (SELECT 1 LIMIT 1), name FROM person LIMIT 5 OFFSET 10"
        },
        {
            "limited-change",
            "DELETE FROM visit LIMIT 5",
            "DELETE FROM visit WHERE person_id IN (SELECT id FROM person LIMIT 5)"
        },
        {
            "named-parameter",
            "SELECT id FROM person WHERE id = :id",
            "SELECT id FROM person WHERE name = ':id' AND id = ?"
        },
        {"named-parameter", "SELECT id FROM person WHERE id = ?1", "SELECT id FROM person WHERE id = ?"},
        {"indexed-by", "SELECT id FROM person INDEXED BY i WHERE id = 1", "SELECT indexed FROM t"},
        {
            "conflict-target",
            "INSERT INTO person(id) VALUES (1) ON CONFLICT DO UPDATE SET age = 1",
            "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET age = 1"
        },
        {
            "upsert-column",
            "INSERT INTO person(id, age) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET name = 'a', age = age + 1",
            "INSERT INTO person(id, age) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET age = person.age + excluded.age,"
                    + " name = 'age' RETURNING age"
        },
        {
            "collation",
            "SELECT id FROM person ORDER BY name COLLATE NOCASE",
            "SELECT nocase FROM t ORDER BY name COLLATE \"C\""
        },
        {"rowid", "SELECT rowid FROM person", "SELECT id AS rowid FROM person ORDER BY rowid"},
        {"rowid", "DELETE FROM person WHERE person._rowid_ = ?", "SELECT 'rowid' FROM person"},
        {
            "double-quoted-string",
            "SELECT id FROM person WHERE name = \"Ann\"",
            "SELECT id FROM person WHERE \"name\" = 'Ann'"
        },
        {
            "double-quoted-string",
            "INSERT INTO person(name) VALUES (\"x y\")",
            "SELECT p.\"no such\", 1 AS \"an alias\" FROM person \"p\""
        },
        {"foreign-quotes", "SELECT `id` FROM person", "SELECT '`id`' FROM person"},
        {"foreign-quotes", "SELECT [id] FROM person", "SELECT id FROM person -- [id]"},
        {"quoted-case", "SELECT \"Name\" FROM person", "SELECT \"name\" FROM person"},
        {
            "reserved-name",
            "SELECT user FROM visit",
            "SELECT CASE WHEN id = 1 THEN 2 END, \"user\" FROM visit, person LIMIT 1 OFFSET 2"
        },
        {"catalog", "SELECT name FROM sqlite_master", "SELECT name FROM person WHERE name = 'sqlite_master'"},
        {"catalog", "SELECT name FROM pragma_table_info('person')", "SELECT pragma FROM t"},
        {"date-function", "SELECT datetime('now')", "SELECT date FROM visit WHERE date = 'datetime(now)'"},
        {"date-function", "SELECT strftime('%Y', date) FROM visit", "CREATE TABLE date(date date(5))"},
        {
            "date-function",
            "SELECT id FROM person WHERE name LIKE date(?)",
            "WITH date(d) AS (SELECT 1) SELECT d FROM date"
        },
        {"ifnull", "SELECT ifnull(nick, name) FROM person", "SELECT coalesce(nick, 'ifnull(a, b)') FROM person"},
        {"scalar-minimum", "SELECT max(age, 3) FROM person", "SELECT max(coalesce(age, 3)) FROM person"},
        {"random", "SELECT random()", "SELECT id FROM person ORDER BY random()"},
        {"round-digits", "SELECT round(height, 2) FROM person", "SELECT round(coalesce(height, 2)) FROM person"},
        {"substr-negative", "SELECT substr(name, -3) FROM person", "SELECT substr(name, 1, 3 - 1), -3 FROM person"},
        {"format", "SELECT format('%d', 1)", "SELECT format FROM t"},
        {"function-group-concat", "SELECT group_concat(name) FROM person", "SELECT 'group_concat(name)' FROM person"},
        {"function-instr", "SELECT instr(name, 'a') FROM person", "INSERT INTO instr(name) VALUES ('a')"},
        {"function-last-insert-rowid", "SELECT last_insert_rowid()", "SELECT 1 AS last_insert_rowid"},
        {"function-total", "SELECT total(age) FROM person", "SELECT count(*) AS total FROM person"},
        {"function-char", "SELECT char(65)", "CREATE TABLE t(c char(5), d char(6))"},
        {"blob-literal", "INSERT INTO person(name) VALUES (x'00ff')", "INSERT INTO person(name) VALUES ('x''00ff''')"},
        {"concat-number", "SELECT age || id FROM person", "SELECT age || ' years' FROM person"},
        {"concat-number", "SELECT height || ' m' FROM person", "SELECT name || age || id FROM person"},
        {"concat-number", "SELECT 1 || 2", "SELECT '1 || 2'"},
        {"division", "SELECT age / id FROM person", "SELECT age / 2, '1 / 0' FROM person"},
        {"division", "SELECT salary / 2 FROM person", "SELECT age / nullif(id, 0) FROM person"},
        {"division", "SELECT age % ? FROM person", "SELECT age % 10 FROM person /* age % id */"},
        {"implicit-type", "SELECT id FROM person WHERE name = 5", "SELECT id FROM person WHERE age = 5 AND name = '5'"},
        {"implicit-type", "SELECT id FROM person WHERE 'x' < person.age", "SELECT id FROM person WHERE '7' < person.age"
        },
        {"implicit-type", "SELECT id FROM person WHERE active = 1", "UPDATE person SET active = 1 WHERE active"},
        {
            "condition-not-boolean",
            "SELECT id FROM person WHERE age AND id > 1",
            "SELECT id FROM person WHERE active AND id BETWEEN 1 AND age ORDER BY id"
        },
        {"condition-not-boolean", "SELECT id FROM person WHERE 1", "SELECT id FROM person WHERE age = 1"},
        {
            "cast-integer",
            "SELECT CAST(height AS INTEGER) FROM person",
            "SELECT CAST(height AS TEXT), (SELECT 1 AS integer) FROM person"
        },
        {
            "bare-group-by",
            "SELECT name, count(*) FROM person GROUP BY age",
            "SELECT age, count(*) FROM person GROUP BY age"
        },
        {"bare-group-by", "SELECT name, max(age) FROM person", "SELECT max(age), 'name' FROM person"},
        {"bare-group-by", "SELECT * FROM person GROUP BY age", "SELECT p.name, count(*) FROM person p GROUP BY p.id"},
        {
            "bare-group-by",
            "SELECT age, upper(name) AS n FROM person GROUP BY age",
            "SELECT upper(name) AS n, sum(age) FROM person GROUP BY n"
        },
        {
            "bare-group-by",
            "SELECT age + 1, nick FROM person GROUP BY age + 1",
            "SELECT age + 1, (SELECT max(date) FROM visit), count(*) FROM person GROUP BY age + 1"
        },
        {
            "bare-group-by",
            "SELECT 1 WHERE EXISTS (SELECT nick FROM person GROUP BY age)",
            "SELECT name, sum(age) OVER (PARTITION BY nick) FROM person"
        },
        {
            "null-order",
            "SELECT id FROM person ORDER BY nick DESC",
            "SELECT id FROM person ORDER BY nick DESC NULLS LAST, name"
        },
        {
            "null-order",
            "SELECT id FROM person ORDER BY name, age",
            "SELECT id FROM person ORDER BY coalesce(nick, name), id"
        },
        {
            "autoincrement",
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT)",
            "CREATE TABLE t(\"autoincrement\" TEXT)"
        },
        {"integer-primary-key", "CREATE TABLE t(id INTEGER PRIMARY KEY)", "CREATE TABLE t(id BIGINT PRIMARY KEY)"},
        {"column-type", "CREATE TABLE t(a DATETIME)", "CREATE TABLE t(datetime TEXT, b double precision DEFAULT 'blob')"
        },
        {"column-type", "ALTER TABLE t ADD COLUMN b BLOB", "ALTER TABLE t ADD COLUMN blob TEXT"},
        {"no-type", "CREATE TABLE t(a, b TEXT)", "CREATE TABLE t(a TEXT, PRIMARY KEY (a), CHECK (a > 'b'))"},
        {"table-option", "CREATE TABLE t(a TEXT PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t(\"WITHOUT ROWID\" TEXT)"},
        {"table-option", "CREATE TABLE t(a TEXT) STRICT", "CREATE TABLE t(strict TEXT)"},
        {"virtual-table", "CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE TABLE virtual(a TEXT)"},
        {"trigger", "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END", "CREATE TABLE trigger_log(a TEXT)"},
        {"conflict-clause", "CREATE TABLE t(a TEXT UNIQUE ON CONFLICT REPLACE)", "CREATE TABLE t(a TEXT UNIQUE)"},
    };

    @TestFactory
    Stream<DynamicTest> findsWhatItIsForAndNothingElse() {
        return Arrays.stream(CASES)
                .map(row -> DynamicTest.dynamicTest(row[0] + ": " + row[1], () -> {
                    assertTrue(isFound(row[0], row[1]), row[1]);
                    assertFalse(isFound(row[0], row[2]), row[2]);
                }));
    }

    /** Those of functions alone are in {@link FunctionRulesTest}. */
    @Test
    void everyRuleHasACase() {
        Set<String> without = Rules.ALL.stream()
                .map(Rule::id)
                .filter(id -> !id.startsWith("function-"))
                .collect(Collectors.toCollection(HashSet::new));
        Arrays.stream(CASES).forEach(row -> without.remove(row[0]));
        assertEquals(Set.of(), without);
    }

    @Test
    void namesAreDistinct() {
        assertEquals(
                Rules.ALL.size(), Rules.ALL.stream().map(Rule::id).distinct().count());
    }

    /** Statements that both databases answer alike. */
    @Test
    void findsNothingInPortableStatements() {
        for (String sql : List.of(
                "SELECT id, name FROM person WHERE id = ? AND name LIKE 'a%' ESCAPE '!' ORDER BY id LIMIT 10 OFFSET 5",
                "INSERT INTO person(id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                "UPDATE person SET age = age + 1, nick = NULL WHERE id IN (?, ?) RETURNING id",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n",
                "SELECT p.name, count(v.date) AS visits FROM person p LEFT JOIN visit v ON v.person_id = p.id"
                        + " GROUP BY p.id, p.name HAVING count(*) > 1 ORDER BY p.name",
                "DELETE FROM visit WHERE NOT EXISTS (SELECT 1 FROM person WHERE person.id = visit.person_id)",
                "SELECT row_number() OVER (PARTITION BY age ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM person",
                "CREATE INDEX i ON person(name, age)")) {
            assertEquals(sql.contains("LIKE") ? List.of("like-case") : List.of(), found(sql), sql);
        }
    }

    /** What a rule is for, where it is only text. */
    @TestFactory
    Stream<DynamicTest> findsNothingInStringsCommentsAndQuotedNames() {
        return Arrays.stream(CASES)
                .map(row -> DynamicTest.dynamicTest(row[0] + ": " + row[1], () -> {
                    assertFalse(isFound(row[0], "SELECT '" + row[1].replace("'", "''") + "'"), "string");
                    assertFalse(isFound(row[0], "SELECT 1 /* " + row[1] + " */"), "comment");
                    assertFalse(isFound(row[0], "SELECT 1 -- " + row[1]), "comment to the end of the line");
                    // A name with upper case in double quotes is what that rule is for.
                    if (!row[0].equals("quoted-case")) {
                        assertFalse(
                                isFound(row[0], "SELECT 1 AS \"" + row[1].replace("\"", "\"\"") + "\""), "quoted name");
                    }
                }));
    }
}
