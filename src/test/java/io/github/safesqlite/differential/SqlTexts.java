// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Random SQL over the start schema; most of it valid. */
final class SqlTexts {
    private static final List<String> CONFLICT =
            List.of("", "", "", "", "OR IGNORE ", "OR REPLACE ", "OR ROLLBACK ", "OR FAIL ", "OR ABORT ");
    private static final List<String> QUERIES = List.of(
            "SELECT * FROM t ORDER BY id",
            "SELECT id, a AS label, b + 1, c, d FROM t WHERE id < 4 ORDER BY id DESC",
            "SELECT u.name, count(*) AS n FROM u LEFT JOIN t ON t.b = u.n GROUP BY u.name ORDER BY 1",
            "SELECT * FROM vt ORDER BY 1",
            "SELECT name, n FROM u WHERE n >= 0 ORDER BY id",
            "SELECT * FROM w ORDER BY k",
            "SELECT 1, 'x', NULL, 2.5, x'0102', 9223372036854775807, -1, 1e308 * 10, '', '12', ' 3.5abc'",
            "SELECT a FROM t WHERE id = 99",
            "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 8) SELECT i, i * i AS sq FROM s",
            "VALUES (1, 'a'), (2, 'b')",
            "SELECT max(id), typeof(max(b)), total(c) FROM t",
            "SELECT id, what FROM log ORDER BY id",
            "SELECT count(*) FROM k",
            "SELECT 1 AS x, 2 AS X, 3 AS \"a b\", 4 AS \"q\"\"uote\"",
            "select date('2024-02-29'), upper(a) from t order by id /* with a comment */",
            "-- leading comment\nSELECT count(*) FROM t;",
            "EXPLAIN QUERY PLAN SELECT * FROM t WHERE id = 1",
            "PRAGMA table_info(t)",
            "PRAGMA user_version",
            "PRAGMA foreign_keys",
            "PRAGMA foreign_key_list(k)",
            "SELECT * FROM x1 ORDER BY 1",
            "SELECT * FROM tt ORDER BY 1",
            "SELECT * FROM m1.y ORDER BY 1",
            "SELECT name FROM sqlite_schema ORDER BY 1",
            "SELECT seq FROM sqlite_sequence");
    private static final List<String> PARAMETER_QUERIES = List.of(
            "SELECT * FROM t WHERE id = ?",
            "SELECT ?, typeof(?), ? IS NULL",
            "SELECT id, a FROM t WHERE b > ? ORDER BY id",
            "SELECT name FROM u WHERE name = :name OR n = @n",
            "SELECT k, v FROM w WHERE k >= ? ORDER BY k");
    private static final List<String> PARAMETER_WRITES = List.of(
            "INSERT INTO t(a, b, c, d) VALUES(?, ?, ?, ?)",
            "INSERT INTO t(id, a) VALUES(?, ?)",
            "UPDATE t SET a = ? WHERE id = ?",
            "DELETE FROM t WHERE id = ?",
            "INSERT INTO u(name, n) VALUES(?, ?)",
            "INSERT OR REPLACE INTO w(k, v) VALUES(?, ?)",
            "INSERT INTO k(p, q) VALUES(?, ?)",
            "REPLACE INTO t(id, b) VALUES(?, ?)");
    private static final List<String> BROKEN = List.of(
            "SELEC 1",
            "SELECT * FROM nowhere",
            "INSERT INTO nowhere VALUES(1)",
            "INSERT INTO t(nope) VALUES(1)",
            "UPDATE t SET",
            "SELECT nofunction(1)",
            "INSERT INTO vt VALUES(1, 2, 3)",
            "SELECT 'open",
            "",
            "  -- nothing",
            ";",
            "CREATE TABLE t(x)",
            "DROP TABLE missing",
            "SELECT abs(-9223372036854775808)",
            "SELECT 1 FROM t WHERE");
    private static final List<String> DDL = List.of(
            "CREATE TABLE IF NOT EXISTS x1(id INTEGER PRIMARY KEY, v TEXT DEFAULT 'd')",
            "CREATE TABLE x1(id INTEGER PRIMARY KEY, v TEXT)",
            "DROP TABLE IF EXISTS x1",
            "DROP TABLE x1",
            "ALTER TABLE x1 ADD COLUMN more INT",
            "CREATE INDEX IF NOT EXISTS x1i ON t(b)",
            "DROP INDEX IF EXISTS x1i",
            "CREATE TABLE x1 AS SELECT id, a FROM t",
            "REINDEX",
            "PRAGMA user_version = 7");
    private static final List<String> SESSION = List.of(
            "CREATE TEMP TABLE tt(a, b)",
            "CREATE TEMP TABLE IF NOT EXISTS tt AS SELECT id AS a, a AS b FROM t",
            "INSERT INTO tt VALUES(1, 2), (3, 4)",
            "INSERT INTO temp.tt SELECT id, a FROM t",
            "DELETE FROM tt",
            "DROP TABLE IF EXISTS temp.tt",
            "ATTACH ':memory:' AS m1",
            "ATTACH '' AS m1",
            "CREATE TABLE m1.y(z)",
            "INSERT INTO m1.y VALUES(5)",
            "DETACH m1",
            "PRAGMA foreign_keys = ON",
            "PRAGMA foreign_keys = OFF",
            "PRAGMA recursive_triggers = ON",
            "PRAGMA query_only = ON",
            "PRAGMA query_only = OFF",
            "PRAGMA defer_foreign_keys = ON",
            "CREATE TEMP TRIGGER ti AFTER INSERT ON t BEGIN INSERT INTO log(what) VALUES('temp'); END",
            "CREATE TEMP VIEW tv AS SELECT count(*) AS c FROM t");
    private static final List<String> CONTROL = List.of(
            "BEGIN",
            "BEGIN",
            "BEGIN IMMEDIATE",
            "BEGIN EXCLUSIVE TRANSACTION",
            "COMMIT",
            "COMMIT",
            "END TRANSACTION",
            "ROLLBACK",
            "SAVEPOINT one",
            "SAVEPOINT Two",
            "RELEASE one",
            "RELEASE SAVEPOINT TWO",
            "ROLLBACK TO one",
            "ROLLBACK TRANSACTION TO SAVEPOINT two");
    private static final List<String> COUNTERS = List.of(
            "SELECT last_insert_rowid()",
            "SELECT changes()",
            "SELECT last_insert_rowid() AS id, changes() AS n",
            "INSERT INTO log(what) VALUES('after ' || last_insert_rowid() || ' ' || changes())",
            "SELECT total_changes()");
    private static final List<List<String>> SCRIPTS = List.of(
            List.of("INSERT INTO t(a) VALUES('m1')", "INSERT INTO t(a) VALUES('m2'), ('m3')"),
            List.of("UPDATE t SET b = 1 WHERE id = 1", "DELETE FROM log;"),
            List.of(
                    "INSERT INTO t(a) VALUES('kept')",
                    "INSERT INTO nowhere VALUES(1)",
                    "INSERT INTO t(a) VALUES('never')"),
            List.of("BEGIN", "INSERT INTO log(what) VALUES('tx')", "COMMIT"),
            List.of("INSERT INTO log(what) VALUES('s')", "SELECT 1"),
            List.of(
                    "CREATE TABLE IF NOT EXISTS x1(id INTEGER PRIMARY KEY, v TEXT)",
                    "INSERT INTO x1(v) VALUES('a;b')"));
    private static final List<String> SECOND_QUERIES = List.of(
            "SELECT * FROM m2.o ORDER BY id",
            "SELECT count(*), sum(b) FROM o",
            "SELECT t.id, t.a, o.a FROM t JOIN m2.o ON o.id = t.id ORDER BY t.id",
            "SELECT a FROM main.t UNION SELECT a FROM m2.o ORDER BY 1",
            "SELECT name FROM m2.sqlite_schema ORDER BY 1",
            "PRAGMA m2.user_version",
            "PRAGMA m2.table_info(o)");
    private static final List<String> SECOND_DDL = List.of(
            "CREATE TABLE m2.y2(id INTEGER PRIMARY KEY, z)",
            "INSERT INTO m2.y2(z) SELECT a FROM o",
            "DROP TABLE IF EXISTS m2.y2",
            "CREATE INDEX IF NOT EXISTS m2.oi ON o(b)",
            "ALTER TABLE m2.o ADD COLUMN more INT",
            "PRAGMA m2.user_version = 3",
            "DETACH m2",
            "DETACH DATABASE m2");
    private static final List<String> SECOND_PARAMETERS = List.of(
            "INSERT INTO m2.o(a, b) VALUES(?, ?)",
            "UPDATE o SET a = ? WHERE id = ?",
            "INSERT INTO m2.o(a) SELECT a FROM t WHERE id < ?",
            "SELECT o.id, o.a, t.a FROM m2.o LEFT JOIN t USING(id) WHERE o.id <= ? ORDER BY o.id");

    private static final Pattern CHANGE = Pattern.compile("(?:/\\* c \\*/ )?(?:INSERT|UPDATE|DELETE|REPLACE)");

    private final Random random;
    private final boolean second;

    /** @param second whether there is a second database, attached as {@code m2} */
    SqlTexts(Random random, boolean second) {
        this.random = random;
        this.second = second;
    }

    /** Whether SQLite counts the rows that a statement of these texts changes. */
    static boolean changesRows(String text) {
        return CHANGE.matcher(text).lookingAt();
    }

    private boolean onSecond() {
        return second && random.nextInt(3) == 0;
    }

    /** Any SQL, with weights that keep a program going. */
    String any() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            return query();
        }
        if (dice < 66) {
            return write();
        }
        if (dice < 72) {
            return returning();
        }
        if (dice < 77) {
            return pick(onSecond() ? SECOND_DDL : DDL);
        }
        if (dice < 83) {
            return pick(SESSION);
        }
        if (dice < 90) {
            return pick(CONTROL);
        }
        if (dice < 94) {
            return pick(COUNTERS);
        }
        return pick(BROKEN);
    }

    String query() {
        return random.nextInt(8) == 0 ? pick(COUNTERS) : pick(onSecond() ? SECOND_QUERIES : QUERIES);
    }

    /** The statements of one text. */
    List<String> script() {
        return pick(SCRIPTS);
    }

    String preparable() {
        if (onSecond()) {
            return pick(SECOND_PARAMETERS);
        }
        return switch (random.nextInt(6)) {
            case 0 -> any();
            case 1, 2 -> pick(PARAMETER_QUERIES);
            default -> pick(PARAMETER_WRITES);
        };
    }

    String returning() {
        if (onSecond()) {
            return "UPDATE o SET b = coalesce(b, 0) + 1 WHERE id < " + number() + " RETURNING id, b";
        }
        return switch (random.nextInt(4)) {
            case 0 ->
                "INSERT " + pick(CONFLICT) + "INTO u(name, n) VALUES(" + name() + ", " + number() + "), (" + name()
                        + ", 3) RETURNING id, name AS who";
            case 1 -> "UPDATE t SET b = " + number() + " WHERE id < 3 RETURNING *";
            case 2 -> "DELETE FROM log RETURNING id";
            default -> "INSERT INTO t(a, c, d) VALUES(" + name() + ", 1.25, x'ff00') RETURNING *, rowid";
        };
    }

    String write() {
        String conflict = pick(CONFLICT);
        if (onSecond()) {
            return switch (random.nextInt(6)) {
                case 0 -> "INSERT " + conflict + "INTO m2.o(id, a) VALUES(" + number() + ", " + name() + ")";
                case 1 -> "INSERT INTO o(a, b) VALUES(" + name() + ", " + (random.nextInt(6) - 1) + ")";
                case 2 -> "INSERT INTO m2.o(a) SELECT a FROM t WHERE id <= 2";
                case 3 -> "INSERT INTO t(a) SELECT a FROM m2.o";
                case 4 -> "UPDATE m2.o SET b = coalesce(b, 0) + 1";
                default -> "DELETE FROM m2.o WHERE id = " + number();
            };
        }
        return switch (random.nextInt(14)) {
            case 0, 1 -> "INSERT " + conflict + "INTO t(a, b) VALUES(" + name() + ", " + number() + ")";
            case 2 ->
                "INSERT " + conflict + "INTO t(id, a) VALUES(" + number() + ", " + name() + "), (" + number()
                        + ", 'b')";
            case 3, 4 ->
                "INSERT " + conflict + "INTO u(name, n) VALUES(" + name() + ", " + (random.nextInt(6) - 1) + ")";
            case 5 -> "INSERT INTO u(name, n) VALUES(" + name() + ", 1) ON CONFLICT(name) DO UPDATE SET n = n + 1";
            case 6 -> "UPDATE " + conflict + "u SET name = " + name() + " WHERE n < " + number();
            case 7 -> "UPDATE t SET b = coalesce(b, 0) + 1";
            case 8 -> "DELETE FROM t WHERE id = " + number();
            case 9 -> random.nextInt(3) == 0 ? "DELETE FROM log" : "DELETE FROM p WHERE id = " + number();
            case 10 -> "INSERT INTO k(p, q) VALUES(" + number() + ", " + (random.nextBoolean() ? "1" : number()) + ")";
            case 11 -> "REPLACE INTO w(k, v) VALUES(" + name() + ", " + number() + ")";
            case 12 -> "INSERT INTO t(a, b) SELECT a, b FROM t WHERE id <= 2";
            default -> "/* c */ INSERT INTO log(what) VALUES(" + name() + ");";
        };
    }

    private String name() {
        return random.nextInt(12) == 0 ? "NULL" : "'n" + random.nextInt(8) + "'";
    }

    private String number() {
        return String.valueOf(random.nextInt(12));
    }

    private <T> T pick(List<T> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
