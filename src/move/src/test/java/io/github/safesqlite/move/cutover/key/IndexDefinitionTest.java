// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.portability.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The terms and the condition of an index are found in its text. */
class IndexDefinitionTest {
    private static IndexDefinition read(String sql) {
        return IndexDefinition.of(Statement.of(sql, "index"));
    }

    @Test
    void termsAreSeparatedByCommasOutsideOfParentheses() {
        IndexDefinition index = read("CREATE UNIQUE INDEX \"a (b, c\" ON [t (] (ifnull(x, ','), y COLLATE NOCASE DESC,"
                + " \"z,\" /* a, b) */ ASC, (a + 1))");
        assertEquals(List.of("ifnull(x, ',')", "y COLLATE NOCASE", "\"z,\"", "(a + 1)"), index.terms());
        assertEquals("", index.condition());
    }

    @Test
    void theConditionIsAllThatFollows() {
        IndexDefinition index = read("CREATE UNIQUE INDEX i ON t (a) WHERE (b > 1) AND c IN (1, 2) -- WHERE");
        assertEquals(List.of("a"), index.terms());
        assertEquals("(b > 1) AND c IN (1, 2)", index.condition());
    }

    @Test
    void anIndexOfAConstraintHasNoText() {
        assertEquals(new IndexDefinition(List.of(), ""), read(""));
    }
}
