// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static SqlStatement statement(String sql) {
        return SqlScript.parse(sql).statements().get(0);
    }

    private static String fingerprint(String sql) {
        return statement(sql).fingerprint();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.5e-3",
                "0x1F",
                "-1",
                "+ 1",
                "- -1",
                "'text'",
                "'it''s'",
                "x'00ff'",
                "X'00'",
                "?",
                "?7",
                ":id",
                "@id",
                "$id",
                "$a::b(c)"
            })
    void valuesAreQuestionMarks(String value) {
        assertEquals("SELECT a FROM t WHERE id = ?", fingerprint("SELECT a FROM t WHERE id = " + value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1,2,3", "?, ?", "-1, 'a' ,:b", "/* a */ 1, -- b\n 2"})
    void listOfValuesIsOne(String list) {
        assertEquals("SELECT a FROM t WHERE id IN(?)", fingerprint("SELECT a FROM t WHERE id IN (" + list + ")"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?, ?)", "(1, 2), (3, 4)", "(:a,:b) , (:c,:d),(:e,:f)"})
    void rowsOfValuesAreOne(String rows) {
        assertEquals("INSERT INTO t(a, b) VALUES(?)", fingerprint("INSERT INTO t (a, b) VALUES " + rows));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a.b,count(*) FROM a WHERE b<=1",
                "SELECT  a . b , count ( * )\n\tFROM a WHERE b <= 2;",
                "/* first */ SELECT a.b, -- line\n count(*) FROM a/**/WHERE b<= 3 -- end",
            })
    void spaceAndCommentsMakeNoDifference(String sql) {
        assertEquals("SELECT a.b, count(*) FROM a WHERE b <= ?", fingerprint(sql));
    }

    @Test
    void namesInQuotesStay() {
        assertEquals("SELECT \"a b\", [c d], `e` FROM \"t\"", fingerprint("SELECT \"a b\" ,[c d],`e`  FROM \"t\""));
        assertNotEquals(fingerprint("SELECT * FROM \"a\""), fingerprint("SELECT * FROM \"b\""));
    }

    /** A question mark in a name is no value. */
    @Test
    void nameWithAQuestionMarkIsNoValue() {
        assertEquals("SELECT \"a?\", ? FROM t", fingerprint("SELECT \"a?\", 1 FROM t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SELECT a - 1 FROM t; SELECT a - ? FROM t",
                "SELECT a -1 FROM t; SELECT a - ? FROM t",
                "SELECT 2-1 FROM t; SELECT ? - ? FROM t",
                "SELECT (a)-1 FROM t; SELECT(a) - ? FROM t",
                "SELECT a||'x' FROM t; SELECT a || ? FROM t",
                "SELECT a ->> '$.b' FROM t; SELECT a ->> ? FROM t",
                "SELECT -a FROM t; SELECT - a FROM t",
                "SELECT - -a FROM t; SELECT -- a FROM t",
                "SELECT a=-b FROM t; SELECT a =- b FROM t",
                "SELECT a = - b FROM t; SELECT a =- b FROM t",
            })
    void operators(String sql, String expected) {
        assertEquals(expected.strip(), fingerprint(sql.strip()));
    }

    @Test
    void otherStatementsHaveOthers() {
        assertNotEquals(fingerprint("SELECT a FROM t WHERE a = 1"), fingerprint("SELECT a FROM t WHERE b = 1"));
        assertNotEquals(fingerprint("SELECT a, b FROM t"), fingerprint("SELECT a FROM t"));
        assertNotEquals(fingerprint("SELECT ab FROM t"), fingerprint("SELECT a b FROM t"));
    }

    @Test
    void eachStatementOfATextHasItsOwn() {
        assertEquals(
                "SELECT b",
                SqlScript.parse("SELECT a; SELECT b;").statements().get(1).fingerprint());
    }

    @Test
    void isMadeOnce() {
        SqlStatement statement = statement("SELECT a FROM t");
        assertSame(statement.fingerprint(), statement.fingerprint());
    }

    @Test
    void isLimited() {
        String columns = IntStream.range(0, 5000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        assertEquals(
                Fingerprint.LIMIT, fingerprint("SELECT " + columns + " FROM t").length());
        assertTrue(fingerprint("SELECT a" + "a".repeat(100_000)).length() <= Fingerprint.LIMIT);
        String values = IntStream.range(0, 5000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertEquals("SELECT a IN(?)", fingerprint("SELECT a IN (" + values + ")"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT 'open", "SELECT \"open", "SELECT [open", "SELECT x'0", "SELECT $", "SELECT \u0000 1", "("
            })
    void neverFails(String sql) {
        assertEquals(Fingerprint.of(sql), Fingerprint.of(" " + sql));
    }
}
