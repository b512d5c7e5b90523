// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import static io.github.safesqlite.move.portability.rule.Finder.isFound;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every word that a rule is for is found where it means that, and not where it is a name, or means something else. */
class WordsOfRulesTest {
    /**
     * A rule and words that it is for, with a bar between them.
     *
     * @param found a statement with %1$s in place of a word, in which the rule finds it
     * @param others statements in which it does not
     */
    private record Words(String rule, String words, String found, String... others) {}

    private static final String TYPES =
            "blob|datetime|tinyint|mediumint|int1|int3|nvarchar|nchar|clob|string|number|unsigned"
                    + "|longtext|mediumtext|tinytext|long|any|double|varchar2|uint";
    private static final String AGGREGATES =
            "count|sum|avg|min|max|total|group_concat|string_agg|json_group_array|json_group_object";

    private static final List<Words> SYNTAX = List.of(
            new Words(
                    "insert-or",
                    "REPLACE|IGNORE|ABORT|FAIL|ROLLBACK",
                    "INSERT OR %1$s INTO person(id) VALUES (1)",
                    "SELECT id FROM person WHERE active OR %1$s"),
            new Words(
                    "insert-or",
                    "REPLACE|IGNORE|ABORT|FAIL|ROLLBACK",
                    "UPDATE OR %1$s person SET id = 1",
                    "SELECT %1$s FROM t"),
            new Words("transaction", "DEFERRED|IMMEDIATE|EXCLUSIVE", "BEGIN %1$s", "SELECT begin %1$s", "BEGIN"),
            new Words("attach", "ATTACH 'a' AS b|DETACH b|VACUUM INTO 'a'|VACUUM main INTO 'a'", "%1$s", "VACUUM main"),
            new Words("attach", "attach|detach", "%1$s b", "SELECT %1$s FROM t", "SELECT 1 AS %1$s"),
            new Words("pragma", "PRAGMA user_version", "%1$s", "EXPLAIN SELECT 1", "SELECT pragma FROM t"),
            new Words(
                    "regexp-match",
                    "REGEXP|MATCH",
                    "SELECT id FROM person WHERE name NOT %1$s ?",
                    "SELECT %1$s FROM games g WHERE g.%1$s = 1",
                    "SELECT id AS %1$s FROM person"),
            new Words(
                    "glob",
                    "?|'a*'|name|(SELECT 1)|-1|CAST(1 AS text)",
                    "SELECT id FROM person WHERE nick GLOB %1$s",
                    "SELECT id FROM person WHERE glob = %1$s"),
            new Words(
                    "glob",
                    "name|?|'a'|1|x'00'|\"name\"|lower(name)|NULL|CASE WHEN 1 = 1 THEN 2 END",
                    "SELECT %1$s GLOB ? FROM person",
                    "SELECT %1$s, glob FROM person"),
            new Words(
                    "like-case",
                    "name LIKE ?|name NOT LIKE ?|coalesce(lower(name), nick) LIKE ?|trim(name) LIKE 'a'",
                    "SELECT id FROM person WHERE %1$s"),
            new Words(
                    "like-case",
                    "lower|upper",
                    "SELECT id FROM person WHERE %1$s LIKE 'a'",
                    "SELECT id FROM person WHERE %1$s(name) LIKE 'a'",
                    "SELECT id FROM person WHERE %1$s(name) NOT LIKE 'a'"),
            new Words(
                    "double-equals",
                    "id|?|name",
                    "SELECT id FROM person WHERE %1$s == ?",
                    "SELECT id FROM person WHERE %1$s = ?"),
            new Words(
                    "is-value",
                    "?|'a'|1|name|NOT ?|NOT name",
                    "SELECT nick IS %1$s FROM person",
                    "SELECT nick = name OR nick IS NULL AND %1$s IN (1) FROM person"),
            new Words(
                    "is-value",
                    "name",
                    "SELECT nick IS NOT %1$s",
                    "SELECT nick IS NULL",
                    "SELECT nick IS NOT NULL",
                    "SELECT active IS TRUE, active IS NOT FALSE, active IS UNKNOWN",
                    "SELECT nick IS DISTINCT FROM %1$s",
                    "SELECT nick IS NOT DISTINCT FROM %1$s"),
            new Words(
                    "limit-comma",
                    "1, 2|?, ?|(1 + 1), 2",
                    "SELECT id FROM person LIMIT %1$s",
                    "SELECT id FROM person WHERE id IN (%1$s) LIMIT 5",
                    "SELECT id, (SELECT id FROM person LIMIT 1), name FROM person",
                    "SELECT id FROM person LIMIT max(%1$s)",
                    "DELETE FROM person LIMIT 1 RETURNING %1$s",
                    "SELECT id FROM person LIMIT 1 OFFSET 2"),
            new Words(
                    "limited-change",
                    "UPDATE person SET age = 1|DELETE FROM person",
                    "%1$s LIMIT 1",
                    "%1$s WHERE id IN (SELECT id FROM person LIMIT 1)"),
            new Words(
                    "named-parameter",
                    ":a|@a|$a|?1",
                    "SELECT id FROM person WHERE id = %1$s",
                    "SELECT '%1$s', \"%1$s\", ? FROM person -- %1$s"),
            new Words("indexed-by", "INDEXED BY i|NOT INDEXED", "SELECT id FROM person %1$s", "SELECT indexed FROM t"),
            new Words(
                    "conflict-target",
                    "DO UPDATE SET age = 1",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT %1$s",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) %1$s",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT DO NOTHING",
                    "SELECT conflict FROM t"),
            new Words(
                    "upsert-column",
                    "age = age|age = coalesce(age, 1)|name = 'a', age = 1 + age|name = 'a' WHERE age = 1|name = (age = 1)",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET %1$s",
                    "UPDATE person SET %1$s"),
            new Words(
                    "upsert-column",
                    "age = age + 1",
                    "WITH n AS (SELECT 1) INSERT INTO person(id) SELECT 1 FROM n WHERE 1 = 1 ON CONFLICT (id) DO UPDATE SET %1$s",
                    "CREATE TRIGGER t AFTER INSERT ON visit BEGIN INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE"
                            + " SET age = 1; UPDATE person SET %1$s; END"),
            new Words(
                    "upsert-column",
                    "age",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET age = 1 WHERE %1$s > 1",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET %1$s = excluded.%1$s",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET %1$s = 1 RETURNING %1$s",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = (SELECT max(%1$s) FROM visit)",
                    "INSERT INTO person(id) SELECT %1$s FROM person WHERE 1 = 1 ON CONFLICT (id) DO NOTHING",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET %1$s = unknown",
                    "INSERT INTO person AS %1$s(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET nick = %1$s.nick",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO NOTHING ON CONFLICT (%1$s) DO UPDATE SET nick = 1",
                    "INSERT INTO person(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET %1$s = %1$s(1)"),
            new Words(
                    "collation",
                    "NOCASE|RTRIM|BINARY",
                    "SELECT id FROM person ORDER BY name COLLATE %1$s",
                    "SELECT %1$s FROM t ORDER BY name COLLATE \"C\""));

    private static final List<Words> NAMES = List.of(
            new Words(
                    "rowid",
                    "rowid|_rowid_|oid",
                    "SELECT %1$s FROM person",
                    "SELECT '%1$s' FROM person -- %1$s",
                    "SELECT id AS %1$s FROM person ORDER BY %1$s",
                    "SELECT %1$s.id FROM person AS %1$s",
                    "SELECT %1$s.id FROM person %1$s",
                    "SELECT count(*) %1$s FROM person ORDER BY %1$s",
                    "INSERT INTO %1$s(a) VALUES (1)",
                    "CREATE TABLE t(%1$s TEXT, a TEXT)",
                    "CREATE TABLE t(a TEXT, %1$s TEXT)"),
            new Words(
                    "double-quoted-string",
                    "WHERE name = \"Ann\"|WHERE \"Ann\" < name|WHERE name IN (\"Ann\")",
                    "SELECT id FROM person %1$s"),
            new Words(
                    "double-quoted-string",
                    "Ann",
                    "CREATE TABLE t(a TEXT DEFAULT \"%1$s\")",
                    "CREATE TABLE t(\"%1$s\" TEXT)",
                    "SELECT p.\"%1$s\" FROM person p",
                    "SELECT \"%1$s\".t.id FROM t",
                    "DROP TABLE \"%1$s\"",
                    "SELECT \"%1$s\".id FROM person AS \"%1$s\"",
                    "SELECT \"%1$s\"(1)",
                    "SELECT id AS \"%1$s\" FROM person ORDER BY \"%1$s\"",
                    "SELECT id \"%1$s\" FROM person ORDER BY \"%1$s\"",
                    "SELECT id FROM \"%1$s\"",
                    "SELECT id FROM person JOIN \"%1$s\"",
                    "INSERT INTO \"%1$s\" VALUES (1)",
                    "UPDATE \"%1$s\" SET a = 1",
                    "SELECT id FROM person ORDER BY name COLLATE \"%1$s\"",
                    "SAVEPOINT \"%1$s\"",
                    "ROLLBACK TO \"%1$s\"",
                    "WITH \"%1$s\" AS (SELECT 1) SELECT * FROM t, \"%1$s\"",
                    "WITH RECURSIVE \"%1$s\" AS (SELECT 1) SELECT * FROM t, \"%1$s\"",
                    "SELECT \"person\", \"name\", \"person_view\" FROM person"),
            new Words("foreign-quotes", "`id`|[id]|`a``b`", "SELECT %1$s FROM person", "SELECT '%1$s' FROM person"),
            new Words(
                    "quoted-case",
                    "Name|NAME|iD",
                    "SELECT p.\"%1$s\" FROM person p",
                    "SELECT p.%1$s FROM person p",
                    "SELECT '%1$s' FROM person"),
            new Words(
                    "reserved-name",
                    Finder.RESERVED.replace(' ', '|'),
                    "SELECT %1$s FROM word",
                    "SELECT \"%1$s\" FROM word",
                    "SELECT '%1$s' FROM word",
                    "SELECT %1$s(1) FROM word"),
            new Words("reserved-name", Finder.RESERVED.replace(' ', '|'), "SELECT id FROM word WHERE %1$s - 1 > 2"),
            new Words(
                    "reserved-name",
                    "user",
                    "CREATE TABLE t(%1$s TEXT)",
                    "SELECT CASE WHEN 1 = 1 THEN 2 END FROM word LIMIT 1 OFFSET 2",
                    "SELECT sum(id) OVER w FROM person WINDOW w AS (ORDER BY id)",
                    "INSERT INTO word(id) VALUES (1) ON CONFLICT DO NOTHING",
                    "INSERT INTO word(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 1",
                    "CREATE TRIGGER t AFTER INSERT ON word FOR EACH ROW BEGIN SELECT 1; END",
                    "END",
                    "SELECT w.%1$s FROM word w"),
            new Words(
                    "catalog",
                    "sqlite_master|sqlite_schema|sqlite_temp_master|sqlite_sequence|pragma_table_info('t')|\"sqlite_master\"",
                    "SELECT name FROM %1$s",
                    "SELECT sqlite_version()"));

    private static final List<Words> VALUES = List.of(
            new Words(
                    "implicit-type",
                    "=|==|<>|!=|<|>|<=|>=",
                    "SELECT id FROM person WHERE name %1$s 5",
                    "SELECT id FROM person WHERE age %1$s 5",
                    "SELECT id FROM person WHERE name %1$s '5'",
                    "SELECT id FROM person WHERE lower(name) %1$s ?"),
            new Words(
                    "implicit-type",
                    "name = 5|name = -5|name = +5|5 = person.name|5 = name|born > 20200101|active = 1|age = 'x'|age = ''"
                            + "|height < '1,5'",
                    "SELECT id FROM person WHERE %1$s",
                    "SELECT id FROM person WHERE age = '5' AND height > ' -1.5e3 ' AND height < '.5'",
                    "SELECT id FROM person WHERE unknown = 5",
                    "SELECT id FROM person WHERE 5 = name(1)"),
            new Words(
                    "implicit-type",
                    "WHERE name = 5|WHERE id > 1 AND name = 5|FROM visit JOIN other ON name = 5",
                    "UPDATE person SET age = 1 %1$s",
                    "UPDATE person SET name = 5",
                    "UPDATE person SET age = 1, name = 5"),
            new Words(
                    "implicit-type",
                    "age > 1 AND name = 5|age > 1 OR name = 5|CASE WHEN name = 5 THEN 1 END|(SELECT name = 5)|(name = 5)",
                    "UPDATE person SET active = %1$s"),
            new Words(
                    "condition-not-boolean",
                    "age|person.age|age;|age AND active|age OR active|age ORDER BY id|age GROUP BY id|age LIMIT 1"
                            + "|age UNION SELECT 1|NOT age|active AND age|active OR age|1|name|id BETWEEN 1 AND 2 AND age"
                            + "|(id BETWEEN 1 AND 2) AND age|id BETWEEN 1 AND 2 OR active AND age|id IN (1) AND (active AND age)",
                    "SELECT id FROM person WHERE %1$s",
                    "SELECT id FROM person WHERE active",
                    "SELECT id FROM person WHERE NOT active AND (active OR active)",
                    "SELECT id FROM person WHERE id BETWEEN 1 AND age",
                    "SELECT id FROM person WHERE active AND id BETWEEN 1 AND age",
                    "SELECT id FROM person WHERE (active AND active) OR id BETWEEN 1 AND age",
                    "SELECT age FROM person WHERE unknown",
                    "SELECT id FROM person WHERE lower(name) = ?"),
            new Words(
                    "condition-not-boolean",
                    "WHERE|HAVING",
                    "SELECT id FROM person %1$s age",
                    "SELECT age FROM person"),
            new Words("condition-not-boolean", "age", "DELETE FROM person WHERE %1$s RETURNING id"),
            new Words("condition-not-boolean", "age", "SELECT (SELECT 1 FROM person WHERE %1$s)"),
            new Words(
                    "cast-integer",
                    "INT|INTEGER|BIGINT|SMALLINT",
                    "SELECT CAST(height AS %1$s) FROM person",
                    "SELECT (SELECT height AS %1$s) FROM person",
                    "SELECT height AS %1$s FROM person"),
            new Words(
                    "division",
                    "id|?|0|0.0|(SELECT 1)|-2",
                    "SELECT age / %1$s FROM person",
                    "SELECT age * %1$s FROM person",
                    "SELECT age / 2, age %% 10, age / 0.5, age / nullif(id, 0) FROM person"),
            new Words("division", "salary / 2|salary % 2|age % id", "SELECT %1$s FROM person"),
            new Words(
                    "concat-number",
                    "age|person.age|1|salary",
                    "SELECT %1$s || 2 FROM person",
                    "SELECT %1$s || name FROM person",
                    "SELECT name || %1$s FROM person",
                    "SELECT '' || %1$s || 2 FROM person",
                    "SELECT 2 || age(%1$s) FROM person",
                    "SELECT person.name || %1$s || 2 FROM person"),
            new Words(
                    "concat-number",
                    "height || name|name || height|name || person.height|'a' || 'b' || height",
                    "SELECT %1$s FROM person",
                    "SELECT lower(height) || name FROM person"),
            new Words("blob-literal", "x'00'|X'ff'", "SELECT %1$s", "SELECT 'x''00'''", "SELECT x FROM t"));

    private static final List<Words> SELECTS = List.of(
            new Words(
                    "bare-group-by",
                    AGGREGATES,
                    "SELECT name, %1$s(age) FROM person",
                    "SELECT %1$s(age) FROM person",
                    "SELECT name, %1$s(age) OVER () FROM person",
                    "SELECT name, %1$s(age) FILTER (WHERE active) OVER () FROM person",
                    "SELECT name, (SELECT %1$s(person_id) FROM visit) FROM person",
                    "SELECT name, %1$s FROM person",
                    "SELECT name, %1$s(age) FROM person GROUP BY name"),
            new Words(
                    "bare-group-by",
                    "name, count(*)|*|person.name|upper(name)|name COLLATE x|name AS n|name n",
                    "SELECT %1$s FROM person GROUP BY age",
                    "SELECT age, age AS name, 'name', count(name), count(*) FROM person GROUP BY age"),
            new Words(
                    "bare-group-by",
                    "LIKE|GLOB|REGEXP|MATCH",
                    "SELECT name %1$s 'a', count(*) FROM person GROUP BY age",
                    "SELECT name %1$s 'a', count(*) FROM person GROUP BY name"),
            new Words(
                    "bare-group-by",
                    "CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME",
                    "SELECT %1$s, name, count(*) FROM person",
                    "SELECT %1$s, count(*) FROM person"),
            new Words(
                    "bare-group-by",
                    "(VALUES (name))|coalesce(max(age), name)|max(age) || name",
                    "SELECT %1$s, count(*) FROM person",
                    "SELECT CAST(count(*) AS whole), max((age) || name), upper('a') FROM person",
                    "SELECT name COLLATE x, count(*) FROM person GROUP BY name",
                    "SELECT (WITH n AS (SELECT nick FROM person) SELECT nick FROM n), count(*) FROM person"),
            new Words(
                    "bare-group-by",
                    "1|upper(name)|n|UPPER(name)",
                    "SELECT upper(name) AS n, nick, count(*) FROM person GROUP BY %1$s",
                    "SELECT upper(name) AS n, count(*) FROM person GROUP BY %1$s"),
            new Words(
                    "bare-group-by",
                    "DISTINCT|ALL",
                    "SELECT %1$s nick, count(*) FROM person",
                    "SELECT %1$s nick, count(*) FROM person GROUP BY nick",
                    "SELECT %1$s upper(name), count(*) FROM person GROUP BY upper(name)"),
            new Words(
                    "bare-group-by",
                    "WHERE name = 'a'|GROUP BY name|HAVING count(*) > 1|ORDER BY 1|LIMIT 1",
                    "SELECT nick, count(*) %1$s",
                    "SELECT count(*) %1$s"),
            new Words(
                    "bare-group-by",
                    "HAVING age > 1|ORDER BY age|LIMIT 1|UNION SELECT 1, 2|EXCEPT SELECT 1, 2|INTERSECT SELECT 1, 2"
                            + "|WINDOW w AS (ORDER BY id)",
                    "SELECT age + 1, nick, count(*) FROM person GROUP BY age + 1 %1$s",
                    "SELECT age + 1, count(*) FROM person GROUP BY age + 1 %1$s"),
            new Words(
                    "bare-group-by",
                    "max(age, id)|min(age, id)",
                    "SELECT %1$s, count(*) FROM person",
                    "SELECT name, %1$s FROM person"),
            new Words(
                    "bare-group-by",
                    "UNION|EXCEPT|INTERSECT",
                    "SELECT nick FROM person GROUP BY age %1$s SELECT 1",
                    "SELECT nick FROM person %1$s SELECT age FROM person GROUP BY age"),
            new Words(
                    "bare-group-by",
                    "age",
                    "SELECT nick FROM person GROUP BY %1$s",
                    "SELECT nick FROM person GROUP BY id",
                    "SELECT %1$s, count(*) FROM person GROUP BY person.%1$s",
                    "SELECT %1$s, current_timestamp, count(*) FROM person GROUP BY %1$s"),
            new Words(
                    "null-order",
                    "nick|nick DESC|person.nick|lower(nick)|name, age",
                    "SELECT id FROM person ORDER BY %1$s",
                    "SELECT %1$s FROM person"),
            new Words(
                    "null-order",
                    "RANGE|ROWS|GROUPS",
                    "SELECT sum(id) OVER (ORDER BY age %1$s BETWEEN 1 PRECEDING AND CURRENT ROW) FROM person",
                    "SELECT sum(id) OVER (ORDER BY id %1$s BETWEEN age PRECEDING AND CURRENT ROW) FROM person"),
            new Words(
                    "null-order",
                    "RETURNING|LIMIT",
                    "DELETE FROM person ORDER BY age %1$s id",
                    "DELETE FROM person ORDER BY id %1$s age"),
            new Words(
                    "null-order",
                    "age",
                    "SELECT id FROM person ORDER BY %1$s LIMIT 1",
                    "SELECT id FROM person ORDER BY %1$s NULLS FIRST",
                    "SELECT id FROM person ORDER BY %1$s DESC NULLS LAST",
                    "SELECT id FROM person ORDER BY coalesce(%1$s, 1)",
                    "SELECT id FROM person ORDER BY ifnull(%1$s, 1)",
                    "SELECT id FROM person ORDER BY count(%1$s)",
                    "SELECT id FROM person ORDER BY CASE WHEN %1$s > 1 THEN 1 ELSE 0 END",
                    "SELECT id FROM person ORDER BY (SELECT max(%1$s) FROM person)",
                    "SELECT id FROM person ORDER BY id, name"));

    private static final List<Words> TABLES = List.of(
            new Words(
                    "autoincrement",
                    "id INTEGER PRIMARY KEY",
                    "CREATE TABLE t(%1$s AUTOINCREMENT)",
                    "CREATE TABLE t(%1$s)"),
            new Words(
                    "column-type",
                    TYPES,
                    "CREATE TABLE t(a %1$s)",
                    "CREATE TABLE t(%1$s TEXT)",
                    "SELECT a %1$s FROM t"),
            new Words(
                    "column-type",
                    TYPES,
                    "CREATE TEMP TABLE t(x TEXT, a %1$s)",
                    "CREATE TABLE t(a TEXT CHECK (a > %1$s))"),
            new Words(
                    "column-type", TYPES, "CREATE TEMPORARY TABLE t(a %1$s)", "ALTER TABLE t RENAME COLUMN a TO %1$s"),
            new Words("column-type", TYPES, "ALTER TABLE t ADD COLUMN a %1$s", "ALTER TABLE t ADD COLUMN %1$s TEXT"),
            new Words("column-type", "double", "CREATE TABLE t(a %1$s)", "CREATE TABLE t(a %1$s precision)"),
            new Words(
                    "no-type",
                    "CREATE TABLE|CREATE TEMP TABLE|CREATE TEMPORARY TABLE",
                    "%1$s t(a, b TEXT)",
                    "%1$s t(a TEXT, b TEXT)",
                    "%1$s t(a TEXT, PRIMARY KEY (a, b), UNIQUE (a), CHECK (a), FOREIGN KEY (a) REFERENCES t(a))"),
            new Words(
                    "no-type",
                    "a|a NOT NULL|\"a\"",
                    "ALTER TABLE t ADD COLUMN %1$s",
                    "ALTER TABLE t DROP COLUMN a",
                    "CREATE INDEX i ON t(a)"),
            new Words(
                    "table-option",
                    "WITHOUT ROWID|STRICT|STRICT, WITHOUT ROWID|WITHOUT ROWID, STRICT",
                    "CREATE TABLE t(a TEXT PRIMARY KEY) %1$s",
                    "CREATE TABLE strict(a TEXT)",
                    "CREATE TABLE without(a TEXT)",
                    "CREATE TABLE rowid(a TEXT)",
                    "CREATE TABLE t(without TEXT, strict TEXT)"),
            new Words(
                    "trigger",
                    "CREATE TRIGGER|CREATE TEMP TRIGGER|CREATE TEMPORARY TRIGGER",
                    "%1$s g AFTER INSERT ON t BEGIN SELECT 1; END",
                    "DROP TRIGGER g",
                    "CREATE TABLE trigger(a TEXT)"),
            new Words(
                    "virtual-table",
                    "fts5(a)|rtree(a, b, c)",
                    "CREATE VIRTUAL TABLE t USING %1$s",
                    "CREATE TABLE virtual(a TEXT)"),
            new Words(
                    "conflict-clause",
                    "ROLLBACK|ABORT|FAIL|IGNORE|REPLACE",
                    "CREATE TABLE t(a TEXT UNIQUE ON CONFLICT %1$s)",
                    "CREATE TABLE t(conflict TEXT, %1$s TEXT)"),
            new Words(
                    "integer-primary-key",
                    "INTEGER PRIMARY KEY|integer primary key NOT NULL",
                    "CREATE TABLE t(id %1$s)",
                    "CREATE TABLE t(id INTEGER, PRIMARY KEY (id))",
                    "CREATE TABLE t(id INT PRIMARY KEY)"));

    private static Stream<DynamicTest> tests(Words row) {
        return Arrays.stream(row.words.split("(?<!\\|)\\|(?!\\|)")).flatMap(word -> {
            String sql = String.format(row.found, word);
            Stream<DynamicTest> others = Arrays.stream(row.others)
                    .map(other -> String.format(other, word))
                    .map(other -> DynamicTest.dynamicTest(
                            row.rule + ", not in " + other, () -> assertFalse(isFound(row.rule, other), other)));
            return Stream.concat(
                    Stream.of(DynamicTest.dynamicTest(
                            row.rule + ", in " + sql, () -> assertTrue(isFound(row.rule, sql), sql))),
                    others);
        });
    }

    @TestFactory
    Stream<DynamicTest> eachWordIsFoundWhereItMeansThat() {
        return Stream.of(SYNTAX, NAMES, VALUES, SELECTS, TABLES)
                .flatMap(List::stream)
                .flatMap(WordsOfRulesTest::tests);
    }
}
