// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "READ         | SELECT 1",
                "READ         | /* a */ select 'delete; from' from t",
                "READ         | VALUES (1), (2)",
                "READ         | WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT * FROM c",
                "READ         | with a as materialized (select 1), b as not materialized (select 2) select * from a, b",
                "READ         | explain delete from t",
                "READ         | EXPLAIN QUERY PLAN UPDATE t SET a = 1",
                "WRITE        | INSERT INTO t VALUES (1)",
                "WRITE        | REPLACE INTO t VALUES (1)",
                "WRITE        | WITH replace(x) AS (SELECT 1) DELETE FROM t",
                "WRITE        | WITH select_ AS (SELECT 1) INSERT INTO t SELECT * FROM select_",
                "WRITE        | CREATE TABLE t (a)",
                "WRITE        | frobnicate t",
                "WRITE        | (SELECT 1)",
                "BEGIN        | BEGIN",
                "COMMIT       | COMMIT TRANSACTION",
                "COMMIT       | end",
                "ROLLBACK     | ROLLBACK TRANSACTION x",
                "ROLLBACK_TO  | ROLLBACK TRANSACTION TO SAVEPOINT x",
                "ROLLBACK_TO  | ROLLBACK TRANSACTION x TO y",
                "SAVEPOINT    | SAVEPOINT x",
                "RELEASE      | RELEASE SAVEPOINT x",
                "PRAGMA       | PRAGMA main . user_version",
                "PRAGMA       | EXPLAIN QUERY PLAN PRAGMA foreign_keys = ON",
                "ATTACH_DETACH| ATTACH 'x' AS y",
                "ATTACH_DETACH| DETACH y",
                "VACUUM       | VACUUM INTO 'x'",
                "DRIVER_COMMAND | backup to 'x.db'",
                "DRIVER_COMMAND | RESTORE FROM x.db",
            })
    void kindFollowsTheMainVerb(StatementKind kind, String sql) {
        assertEquals(kind, one(sql).kind(), sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT  | /* a */ insert into t values (1)",
                "DELETE  | WITH a(b) AS (SELECT (1)), replace AS (SELECT 1) DELETE FROM t",
                "EXPLAIN | EXPLAIN INSERT INTO t VALUES (1)",
                "EXPLAIN | EXPLAIN QUERY PLAN PRAGMA user_version",
                "BEGIN   | BEGIN IMMEDIATE",
                "NONE    | frobnicate t",
                "NONE    | (SELECT 1)",
                "NONE    | -- nothing",
            })
    void verbIsTheWordThatSaysWhatIsDone(Keyword verb, String sql) {
        assertEquals(verb, SqlScript.parse(sql).single().verb(), sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "PLAIN     | BEGIN",
                "PLAIN     | BEGIN TRANSACTION",
                "DEFERRED  | BEGIN DEFERRED TRANSACTION",
                "IMMEDIATE | begin /* now */ immediate",
                "EXCLUSIVE | BEGIN EXCLUSIVE TRANSACTION",
                "PLAIN     | BEGIN TRANSACTION immediate",
            })
    void beginKindIsTheWordBehindBegin(BeginKind kind, String sql) {
        SqlStatement begin = one(sql);
        assertEquals(kind, begin.beginKind());
        boolean locks = kind == BeginKind.IMMEDIATE || kind == BeginKind.EXCLUSIVE;
        assertEquals(locks, begin.needsGate());
        assertEquals(!locks, begin.isReadOnlySafe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "a       | SAVEPOINT a",
                "a b     | SAVEPOINT 'a b'",
                "a\"b    | RELEASE \"a\"\"b\"",
                "a]      | RELEASE SAVEPOINT `a]`",
                "x y     | ROLLBACK TO [x y]",
                "sp      | ROLLBACK TRANSACTION t TO SAVEPOINT sp",
            })
    void savepointNameIsWithoutQuotes(String name, String sql) {
        assertEquals(name, one(sql).savepointName());
    }

    @Test
    void textWithoutStatementIsEmpty() {
        for (String text : List.of("", " ", ";;", "-- a", "/* open", "\uFEFF", "; -- a\n ;", "\u0000DELETE FROM t")) {
            SqlScript script = SqlScript.parse(text);
            assertTrue(script.statements().isEmpty(), text);
            assertEquals(StatementKind.EMPTY, script.single().kind());
            assertEquals(text, script.single().sql());
            assertFalse(script.needsGate());
        }
    }

    @Test
    void statementsPutTogetherAreTheText() {
        String text = " ;; SELECT ';' ; /* ; */ DELETE FROM \"a;b\" ; ; UPDATE t SET a = [;] -- end;\n ; -- rest";
        SqlScript script = SqlScript.parse(text);
        assertEquals(
                List.of(
                        " ;; SELECT ';' ;",
                        " /* ; */ DELETE FROM \"a;b\" ;",
                        " ; UPDATE t SET a = [;] -- end;\n ; -- rest"),
                script.statements().stream().map(SqlStatement::sql).toList());
        assertTrue(script.needsGate());
        assertFalse(script.single().needsGate());
    }

    @Test
    void unfinishedStatementEndsAtItsSemicolon() {
        for (String sql : List.of(
                "ROLLBACK TRANSACTION", "PRAGMA", "PRAGMA main.", "PRAGMA a =", "EXPLAIN", "SAVEPOINT", "WITH")) {
            SqlScript script = SqlScript.parse(sql + ";DELETE FROM t");
            assertEquals(2, script.statements().size(), sql);
            assertEquals(StatementKind.WRITE, script.statements().get(1).kind(), sql);
        }
    }

    @Test
    void triggerKeepsItsSemicolons() {
        String trigger = "CREATE TEMP TRIGGER begin AFTER UPDATE ON \"begin\" WHEN begin = 1 BEGIN"
                + " SELECT CASE WHEN 1 THEN 2 END; UPDATE t SET a = CASE a WHEN 1 THEN 2 END; END;";
        SqlScript script = SqlScript.parse(trigger + " SELECT 1");
        assertEquals(2, script.statements().size());
        assertEquals(trigger, script.single().sql());
        assertEquals(
                2,
                SqlScript.parse("EXPLAIN " + trigger + " SELECT 1").statements().size());
    }

    @Test
    void returningIsAWordOfItsOwnAtTheOutside() {
        assertTrue(one("INSERT INTO t VALUES (1) RETURNING a").hasReturning());
        assertTrue(one("DELETE FROM t RETURNING *").returnsRows());
        assertFalse(one("INSERT INTO \"returning\" VALUES ('RETURNING') -- RETURNING")
                .hasReturning());
        assertFalse(one("SELECT 1").hasReturning());
    }

    @Test
    void plainChangesAreGroupable() {
        for (String sql : List.of(
                "INSERT INTO t VALUES (?)",
                "insert or replace into t values (1);",
                "WITH a AS (SELECT 1) UPDATE t SET a = 1",
                "DELETE FROM t WHERE changes = 1",
                "REPLACE INTO t SELECT temp.a FROM temp")) {
            assertTrue(one(sql).isGroupable(), sql);
        }
        for (String sql : List.of(
                "INSERT OR ROLLBACK INTO t VALUES (?)",
                "UPDATE OR FAIL t SET a = 1",
                "DELETE FROM t RETURNING a",
                "INSERT INTO temp.t VALUES (1)",
                "INSERT INTO t VALUES (last_insert_rowid())",
                "UPDATE t SET a = \"changes\" ( )",
                "CREATE TABLE t (a)",
                "SELECT 1",
                "INSERT INTO t SELECT load_extension('x')")) {
            assertFalse(one(sql).isGroupable(), sql);
        }
        assertFalse(SqlScript.parse("DELETE FROM t; DELETE FROM t").single().isGroupable());
    }

    @Test
    void temporaryObjectsBelongToTheSession() {
        for (String sql : List.of(
                "CREATE TEMP TABLE t (a)",
                "CREATE TEMPORARY VIEW v AS SELECT 1",
                "CREATE TABLE IF NOT EXISTS \"TEMP\".t (a)",
                "DROP TABLE temp.t",
                "ANALYZE temp")) {
            assertTrue(one(sql).changesSession(), sql);
            assertFalse(one(sql).needsGate(), sql);
            assertTrue(one(sql).isReadOnlySafe(), sql);
        }
        for (String sql : List.of("DROP TABLE temp", "CREATE TABLE temp (a)", "DELETE FROM temp", "REINDEX temp")) {
            assertFalse(one(sql).changesSession(), sql);
            assertTrue(one(sql).needsGate(), sql);
        }
        SqlStatement change = one("INSERT INTO temp.t VALUES (1)");
        assertTrue(change.needsGate() && change.changesSession());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 1 AS \"from\"",
                "SELECT 1 IN (1, 2)",
                "SELECT 'from t' IS NOT DISTINCT FROM ?",
                "WITH c AS (SELECT 1) SELECT 2",
                "EXPLAIN QUERY PLAN DELETE FROM t"
            })
    void aQueryWithoutSourcesReadsNothing(String sql) {
        assertTrue(one(sql).readsNothing(), sql);
        assertFalse(one(sql).mayReadNothing(), sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM (SELECT 1)",
                "SELECT * FROM (t)",
                "SELECT * FROM (SELECT 1), t",
                "WITH c(n) AS (VALUES (1)), [d] AS (SELECT * FROM c) SELECT * FROM D",
                "SELECT * FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION SELECT n FROM c) SELECT 1 IN c)"
            })
    void onlySqliteKnowsWhatSubqueriesRead(String sql) {
        assertFalse(one(sql).readsNothing(), sql);
        assertTrue(one(sql).mayReadNothing(), sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t",
                "SELECT 1 IN t",
                "SELECT * FROM 't', (SELECT 1)",
                "SELECT * FROM (SELECT 1) JOIN t",
                "SELECT \"distinct\" FROM t",
                "SELECT a IS DISTINCT FROM b FROM t",
                "WITH c AS (SELECT * FROM t) SELECT * FROM c",
                "WITH c AS (SELECT 1) SELECT * FROM d",
                "SELECT optimize('t')",
                "INSERT INTO t SELECT 1",
                "PRAGMA user_version"
            })
    void theTextTellsThatATableIsRead(String sql) {
        assertFalse(one(sql).readsNothing(), sql);
        assertFalse(one(sql).mayReadNothing(), sql);
    }

    private static SqlStatement one(String sql) {
        SqlScript script = SqlScript.parse(sql);
        assertEquals(1, script.statements().size(), sql);
        return script.single();
    }
}
