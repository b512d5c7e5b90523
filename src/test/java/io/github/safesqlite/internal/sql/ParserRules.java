// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;

/** What holds for every text, be it SQL or not. */
final class ParserRules {
    private static final int READS_PER_CHARACTER = 20;

    private ParserRules() {}

    /** Nothing fails, takes too long, is lost, or slips past the gate because it was not understood. */
    static void check(String text) {
        checkWork(text);
        List<SqlStatement> statements = SqlScript.parse(text).statements();
        if (!statements.isEmpty()) {
            String joined = statements.stream().map(SqlStatement::sql).collect(Collectors.joining());
            assertEquals(text, joined);
        }
        for (SqlStatement statement : statements) {
            boolean writes = statement.kind() == StatementKind.WRITE;
            boolean guarded = statement.needsGate() || statement.changesSession();
            assertTrue(!writes || guarded, statement::toString);
        }
    }

    /** The work is in proportion to the length; counted in characters read, so that no clock has a say. */
    static void checkWork(String text) {
        CountedText counted = new CountedText(text);
        new StatementParser(text, counted).parseAll();
        long limit = (long) READS_PER_CHARACTER * text.length() + 100;
        assertTrue(counted.reads <= limit, () -> counted.reads + " reads for " + text.length());
    }

    /** Counts the characters that are read from it. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private long reads;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            reads += end - start;
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
