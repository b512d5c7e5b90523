// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CollectedStatementsTest {
    private final CollectedStatements collected = new CollectedStatements();

    private String collect(String... texts) {
        for (String text : texts) {
            collected.add(SqlScript.parse(text));
        }
        return collected.script();
    }

    @Test
    void keepsNoValuesAndNoComments() {
        assertEquals(
                "SELECT a, \"b c\" FROM t WHERE a IN (?, ?) AND x>=? AND y = ? AND z = ? ORDER BY 1;\n",
                collect("SELECT a, \"b c\"\n FROM t -- the card 1234\n"
                        + "WHERE a IN ('it''s', 42) AND x>=1.5 AND y = x'00' AND z = ? ORDER BY 1;"));
    }

    @Test
    void keepsTextsThatDifferInValuesOnce() {
        assertEquals(
                "INSERT INTO t VALUES (?, ?);\n",
                collect("INSERT INTO t VALUES (10, 'a')", "INSERT INTO t VALUES (20, 'b'), (30, 'c')"));
    }

    @Test
    void takesEachStatementOfAScriptButNoDefinition() {
        assertEquals(
                "DELETE FROM t;\nSELECT 1;\n", collect("CREATE TABLE t(a); DELETE FROM t; SELECT 1; DROP TABLE t"));
    }

    @Test
    void isBounded() {
        for (int i = 0; i < CollectedStatements.MOST_TEXTS + 3; i++) {
            collect("SELECT c" + i + " FROM t");
        }
        String script = collect("SELECT '" + "x".repeat(CollectedStatements.LONGEST_TEXT) + "'");
        assertEquals(CollectedStatements.MOST_TEXTS + 1, script.lines().count());
        assertTrue(
                script.endsWith("-- 4 statements were left out: too many, or too long\n"),
                script.substring(script.length() - 100));
    }

    @Test
    void classifierShowsATextOnce() {
        var classifier = new SqlClassifier(10, collected);
        for (String text : List.of("SELECT 1", "SELECT 1")) {
            classifier.classify(text);
        }
        assertEquals("SELECT 1;\n", collected.script());
    }
}
