// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.List;

/** The productions of {@link SqlGrammar}, and the schema that they speak of. */
final class SqlRules {
    /** Every table has columns a, b and c, so that every expression fits every table. */
    static final List<String> SCHEMA = List.of(
            "ATTACH ':memory:' AS aux",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c REAL DEFAULT 1)",
            "CREATE TABLE u (a, b, c REFERENCES t (a) ON DELETE CASCADE, UNIQUE (a) ON CONFLICT ROLLBACK)",
            "CREATE TABLE w (a PRIMARY KEY, b, c) WITHOUT ROWID",
            "CREATE TABLE g (a UNIQUE, b, c, d GENERATED ALWAYS AS (a + b) STORED, e AS (a) VIRTUAL)",
            "CREATE TABLE \"delete from\" (a UNIQUE, b, c)",
            "CREATE TABLE \"returning\" (a UNIQUE, b, c)",
            "CREATE TABLE \"temp\" (a UNIQUE, b, c)",
            "CREATE TABLE aux.s (a UNIQUE, b, c)",
            "CREATE TEMP TABLE tt (a INTEGER PRIMARY KEY, b, c)",
            "CREATE TEMP TABLE one (a)",
            "CREATE TEMP TABLE tr (a UNIQUE, b, c)",
            "CREATE TEMP TRIGGER tr_i AFTER INSERT ON tr BEGIN INSERT INTO u VALUES (1, 2, 3); END",
            "CREATE VIRTUAL TABLE ft USING fts5 (a, b, c)",
            "CREATE VIRTUAL TABLE f4 USING fts4 (a, b, c)",
            "CREATE VIRTUAL TABLE rt USING rtree (a, b, c)",
            "CREATE INDEX ti ON t (b COLLATE NOCASE, c)",
            "CREATE INDEX temp.tti ON tt (b)",
            "CREATE VIEW v AS SELECT a, b, c FROM t",
            "CREATE TEMP VIEW tv AS SELECT a, b, c FROM t",
            "CREATE TRIGGER v_i INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a, new.b, new.c); END",
            "CREATE TRIGGER v_u INSTEAD OF UPDATE ON v BEGIN UPDATE t SET b = new.b WHERE a = old.a; END",
            "CREATE TRIGGER v_d INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.a; END",
            "CREATE TRIGGER t_u AFTER UPDATE ON t BEGIN INSERT INTO ft VALUES (new.a, new.b, new.c); END");

    private final SqlGrammar grammar;

    private SqlRules(SqlGrammar grammar) {
        this.grammar = grammar;
    }

    static void addTo(SqlGrammar grammar) {
        new SqlRules(grammar).addAll();
    }

    private void addAll() {
        queries();
        expressions("q", "q . ~a", "q . ~b", "q . ~c");
        expressions("u", "~a", "~b", "~c");
        expressions("k", "1", "NULL", "x'0a'");
        changes();
        definitions();
        rule("statement", "4500* <query>", "4400* <change>", "900* <definition>", "100* <control>", "<idle>");
    }

    private void rule(String name, String... productions) {
        grammar.rule(name, productions);
    }

    private void queries() {
        rule("query", "9* <select>", "<with> <select>");
        rule(
                "select",
                "4* <core>",
                "<core> <order>",
                "<core> <limit>",
                "<core> <order> <limit>",
                "<core> <set> <core>",
                "<values>",
                "<values> <set> <core>");
        rule("set", "UNION", "UNION ALL", "EXCEPT", "INTERSECT");
        rule("order", "ORDER BY 1", "ORDER BY 2 DESC NULLS LAST , 1", "ORDER BY 3 COLLATE NOCASE");
        rule("limit", "LIMIT 3", "LIMIT 3 OFFSET <parameter>", "LIMIT 1 , <parameter>");
        rule(
                "core",
                "SELECT q . ~a , q . ~b , q . ~c FROM <table> AS q",
                "6* SELECT <qx> , <qx> AS ~temp , <qx> FROM <table> q <where>",
                "SELECT DISTINCT <qx> , <qx> , <qx> FROM <table> AS q <where>",
                "2* SELECT <qx> , <qx> , p . ~b FROM <table> AS q <join> <table> AS p ON <qx> <where>",
                "SELECT <qx> , <qx> , p . ~b FROM <table> AS q , <sub> AS p <where>",
                "SELECT q . ~a , count ( * ) , max ( <qx> ) FROM <table> AS q <where> GROUP BY 1 HAVING count ( * ) > 1",
                "SELECT q . ~a , sum ( q . ~b ) OVER win , row_number ( ) OVER ( PARTITION BY q . ~a ORDER BY q . ~b )"
                        + " FROM <table> AS q WINDOW win AS ( ORDER BY q . ~c ROWS UNBOUNDED PRECEDING )",
                "SELECT 1 , q . ~key , q . ~value FROM json_each ( '[1]' ) AS q",
                "SELECT q . ~name , 1 , 2 FROM pragma_table_info ( 't' ) AS q",
                "SELECT <kx> , <kx> , <kx>");
        rule("values", "VALUES ( <kx> , <kx> , <kx> )", "VALUES ( <kx> , <kx> , <kx> ) , ( <kx> , <kx> , <kx> )");
        rule("sub", "( SELECT 1 AS ~a , 2 AS ~b , 3 AS ~c )", "( SELECT * FROM <table> )");
        rule("table", "~t", "~u", "~w", "~g", "~delete^from", "~returning", "~temp", "~main . ~t", "~main . ~temp");
        rule("table", "~aux . ~s", "~temp . ~tt", "~tt", "~ft", "~f4", "~rt", "~v", "~tv", "~temp . ~tv", "'t'");
        rule("join", "JOIN", "LEFT JOIN", "LEFT OUTER JOIN", "CROSS JOIN", "INNER JOIN", "FULL JOIN");
        rule("where", "", "WHERE <qx>", "WHERE <qx> AND <qx>", "WHERE q . ~a IN ( <kx> , <kx> )");
        rule(
                "with",
                "WITH <cte>",
                "WITH <cte> , <cte2>",
                "WITH RECURSIVE <cte>",
                "WITH <cte3>",
                "WITH RECURSIVE <loop>");
        rule("loop", "~n ( ~x ) AS ( SELECT 1 UNION ALL SELECT x + 1 FROM ~n WHERE x < 9 )");
        rule("cte", "<ctename> AS ( <core> )", "<ctename> ( ~a , ~b , ~c ) AS <hint> ( <core> )");
        rule("cte2", "~second AS ( <core> )", "~second ( ~x , ~y , ~z ) AS ( <core> )");
        rule(
                "cte3",
                "~third AS ( WITH <cte> <core> )",
                "replace AS ( <core> )",
                "begin AS ( <core> )",
                "pragma AS ( <core> )");
        rule("ctename", "~cte", "~insert^into", "~replace", "~select", "~update");
        rule("hint", "", "MATERIALIZED", "NOT MATERIALIZED");
    }

    private void expressions(String name, String... columns) {
        String x = "<" + name + "x>";
        rule(name + "col", columns);
        rule(
                name + "x",
                "<" + name + "col>",
                "3* <" + name + "col>",
                "4* <literal>",
                "2* <string>",
                "2* <parameter>",
                x + " + " + x,
                "( " + x + " || " + x + " )",
                x + " -> '$.a'",
                "- " + x,
                "~ " + x,
                "NOT " + x,
                x + " IS NOT DISTINCT FROM " + x,
                "( " + x + " BETWEEN " + x + " AND " + x + " )",
                "( " + x + " NOT LIKE 'a%' ESCAPE '!' )",
                "CASE WHEN " + x + " THEN " + x + " ELSE " + x + " END",
                "CASE " + x + " WHEN " + x + " THEN " + x + " END",
                "CAST ( " + x + " AS TEXT )",
                "( " + x + " COLLATE NOCASE )",
                "( ( " + x + " , 2 ) = ( " + x + " , 3 ) )",
                "EXISTS ( <select> )",
                "( SELECT 1 FROM <table> AS q <where> )",
                x + " IN ( SELECT q . ~a FROM <table> AS q )",
                x + " NOT IN ~temp . ~one",
                "replace ( " + x + " , 'insert' , " + x + " )",
                "coalesce ( " + x + " , " + x + " )",
                "last_insert_rowid ( )",
                "~changes ( )",
                "total_changes ( )",
                "printf ( '%d' , " + x + " )",
                "iif ( " + x + " , " + x + " , 1 )",
                "strftime ( '%s' , 'now' )",
                "json_extract ( '{}' , '$.a' )");
        rule(
                "literal",
                "1",
                "2.5",
                "1e3",
                ".5",
                "1.5e+3",
                "0x1F",
                "NULL",
                "X'DE'",
                "CURRENT_TIMESTAMP",
                "TRUE",
                "1_000");
        rule("parameter", "?", "?7", ":a", "@b", "$c", "$c::d(e)", ":select", "#x(y)", "$delete::from(;)");
    }

    private void changes() {
        rule("change", "8* <dml>", "2* <with> <dml>");
        rule("dml", "4* <insert>", "3* <update>", "2* <delete>", "8* <insert>", "6* <update>", "5* <delete>");
        rule(
                "insert",
                "3* <into> <rows>",
                "<into> <rows> <returning>",
                "<upsert>",
                "<upsert> <returning>",
                "<into> <part>");
        rule("into", "4* INSERT INTO <target>", "REPLACE INTO <target>", "INSERT OR <or> INTO <target>");
        rule("into", "INSERT INTO <target> AS ~temp");
        rule(
                "part",
                "( ~b ) VALUES ( <kx> )",
                "( ~a , ~b , ~c ) <rows>",
                "DEFAULT VALUES",
                "( ~c , ~b ) VALUES ( <kx> , <kx> )");
        rule("or", "ROLLBACK", "FAIL", "ABORT", "IGNORE", "REPLACE");
        rule("rows", "3* VALUES ( <kx> , <kx> , <kx> )", "VALUES ( 1 , 2 , <kx> ) , ( <kx> , <kx> , 3 )", "<query>");
        rule(
                "upsert",
                "INSERT INTO <utarget> VALUES ( <kx> , <kx> , <kx> ) ON CONFLICT DO NOTHING",
                "INSERT INTO <utarget> VALUES ( 1 , 2 , <kx> ) ON CONFLICT ( ~a ) DO UPDATE SET b = excluded . b",
                "INSERT INTO <utarget> SELECT 1 , <kx> , 3 WHERE TRUE ON CONFLICT ( ~a ) DO UPDATE SET c = <kx>");
        rule("utarget", "~t", "~u", "~main . ~t", "~delete^from", "~returning", "~temp", "~aux . ~s", "~main . ~temp");
        rule("target", "9* <utarget>", "~w", "~ft", "~f4", "~rt", "~v", "~main . ~v", "'t'", "'temp'", "`main` . 't'");
        rule("returning", "RETURNING *", "RETURNING ~a", "RETURNING ~a , ( <ux> ) AS ~temp");
        rule(
                "update",
                "3* <up> SET ~b = <ux>",
                "3* <up> SET ~b = <ux> , ~c = <ux> WHERE <ux>",
                "UPDATE <utarget> SET ~b = <ux> WHERE ~a = ? <returning2>",
                "<up> SET ( ~b , ~c ) = ( SELECT 1 , 2 )",
                "UPDATE <utarget> SET ~b = q . ~c FROM <table> AS q <where>",
                "UPDATE ~t INDEXED BY ~ti SET ~c = <ux> WHERE ~b = 'x'");
        rule("up", "3* UPDATE <target>", "UPDATE OR <or> <target>", "UPDATE <target> AS ~temp");
        rule("returning2", "", "RETURNING ~b", "RETURNING *");
        rule(
                "delete",
                "<del>",
                "4* <del> WHERE <ux>",
                "DELETE FROM <utarget> WHERE ~a = 1 <returning2>",
                "DELETE FROM ~t <del2>");
        rule("del", "3* DELETE FROM <target>", "DELETE FROM <target> AS ~temp", "DELETE FROM ~t NOT INDEXED");
        rule("del2", "WHERE TRUE ORDER BY ~a LIMIT 1", "RETURNING ~a ORDER BY ~a LIMIT 3", "LIMIT 2");
    }

    private void definitions() {
        rule("definition", "4* <create>", "3* <trigger>", "2* <drop>", "2* <alter>", "<maintain>", "2* <temporary>");
        rule("columns", "( x INTEGER PRIMARY KEY AUTOINCREMENT , y )", "( x INT , y ANY ) STRICT", "AS <query>");
        rule("columns", "( x TEXT DEFAULT 'temp.x' CHECK ( x <> ';' ) , UNIQUE ( x ) ON CONFLICT ROLLBACK )");
        rule("columns", "( x PRIMARY KEY , y DEFAULT ( 1 ) REFERENCES ~t ( a ) ) WITHOUT ROWID");
        rule(
                "create",
                "CREATE TABLE <new> ( x )",
                "CREATE TABLE IF NOT EXISTS <new> ( x )",
                "CREATE VIEW <new> AS <query>",
                "CREATE VIEW <new> ( ~a , ~b , ~c ) AS <query>",
                "CREATE INDEX ~new ON ~t ( ~b , lower ( ~c ) ) WHERE ~a > 1",
                "CREATE UNIQUE INDEX ~main . ~new ON ~temp ( ~b DESC )",
                "CREATE VIRTUAL TABLE <new> USING fts5 ( x , tokenize = 'porter' )",
                "CREATE VIRTUAL TABLE ~new USING rtree ( i , x , y )");
        rule("new", "~new", "~main . ~new", "~aux . ~new", "~delete^me", "~returning2");
        rule(
                "trigger",
                "CREATE TRIGGER <trg> <when> ON ~t BEGIN <body> END",
                "CREATE TRIGGER <trg> <when> ON ~temp FOR EACH ROW WHEN new . a > 1 BEGIN <body> END",
                "CREATE TRIGGER IF NOT EXISTS ~trg INSTEAD OF INSERT ON ~v BEGIN <body> <body> END",
                "CREATE TEMP TRIGGER ~trg <when> ON ~main . ~t BEGIN <body> END");
        rule("trg", "~trg", "~begin", "begin", "~main . ~trg", "~end");
        rule("when", "AFTER INSERT", "BEFORE UPDATE OF ~a , ~b", "UPDATE", "AFTER UPDATE");
        rule(
                "body",
                "SELECT CASE WHEN 1 THEN 2 END ;",
                "INSERT INTO ~u VALUES ( new . a , <kx> , 3 ) ;",
                "UPDATE ~u SET ~a = CASE <ux> WHEN 1 THEN 2 ELSE 3 END ;",
                "DELETE FROM ~w WHERE <ux> ; SELECT RAISE ( ROLLBACK , 'end;' ) WHERE new . a ;");
        rule(
                "drop",
                "DROP TABLE ~t",
                "DROP TABLE ~main . ~temp",
                "DROP VIEW IF EXISTS ~v",
                "DROP INDEX ~ti",
                "DROP TRIGGER ~v_i");
        rule("drop", "DROP TABLE ~ft", "DROP TABLE ~aux . ~s", "DROP TABLE ~temp", "DROP VIEW ~main . ~v");
        rule("alter", "ALTER TABLE ~t RENAME TO ~temp2", "ALTER TABLE ~main . ~u ADD COLUMN ~x DEFAULT 'temp.x'");
        rule("alter", "ALTER TABLE ~u RENAME ~b TO ~x", "ALTER TABLE ~u DROP COLUMN ~b", "ALTER TABLE ~aux . ~s ADD x");
        rule(
                "maintain",
                "ANALYZE",
                "ANALYZE ~t",
                "ANALYZE ~main",
                "ANALYZE ~main . ~t",
                "REINDEX",
                "REINDEX ~t",
                "REINDEX ~ti");
        rule("maintain", "REINDEX NOCASE", "REINDEX ~main . ~t", "ANALYZE ~aux", "ANALYZE ~ti");
        rule(
                "temporary",
                "CREATE <tmp> TABLE ~new <columns>",
                "CREATE TABLE ~temp . ~new <columns>",
                "CREATE <tmp> VIEW IF NOT EXISTS ~new AS <query>",
                "CREATE VIEW ~temp . ~new AS <query>",
                "CREATE INDEX ~temp . ~new ON ~tt ( ~b )",
                "CREATE <tmp> TRIGGER ~trg <when> ON ~t BEGIN <body> END",
                "CREATE TRIGGER ~temp . ~trg <when> ON ~tt BEGIN <body> END",
                "DROP TABLE ~temp . ~tt",
                "DROP TABLE IF EXISTS ~temp . ~nothing",
                "DROP VIEW ~temp . ~tv",
                "DROP INDEX ~temp . ~tti",
                "DROP TRIGGER ~temp . ~tr_i",
                "ALTER TABLE ~temp . ~tt RENAME TO ~new",
                "ALTER TABLE ~temp . ~tt ADD COLUMN ~x",
                "ALTER TABLE ~temp . ~tt RENAME COLUMN ~c TO ~x",
                "ALTER TABLE ~temp . ~tt DROP COLUMN ~c",
                "ANALYZE ~temp",
                "ANALYZE ~temp . ~tt",
                "REINDEX ~temp . ~tt",
                "INSERT INTO ~temp . ~tt VALUES ( <kx> , <kx> , <kx> )",
                "REPLACE INTO ~temp . ~tr VALUES ( <kx> , <kx> , <kx> )",
                "UPDATE ~temp . ~tt SET ~b = <ux>",
                "DELETE FROM ~temp . ~tt WHERE <ux>");
        // Known to write nothing only by who knows the schema.
        rule("idle", "CREATE TABLE IF NOT EXISTS ~t ( x )", "CREATE INDEX IF NOT EXISTS ~ti ON ~t ( ~b )");
        rule("idle", "DROP TABLE IF EXISTS ~nothing", "DROP VIEW IF EXISTS ~main . ~nothing");
        rule("tmp", "TEMP", "TEMPORARY");
        rule(
                "control",
                "BEGIN",
                "BEGIN IMMEDIATE",
                "BEGIN EXCLUSIVE TRANSACTION",
                "BEGIN DEFERRED",
                "BEGIN TRANSACTION immediate");
        rule(
                "control",
                "COMMIT",
                "END TRANSACTION",
                "ROLLBACK",
                "SAVEPOINT ~s",
                "RELEASE ~s",
                "ROLLBACK TO ~s",
                "ROLLBACK TRANSACTION");
        rule("control", "ATTACH <kx> AS ~x", "DETACH DATABASE ~aux");
    }
}
