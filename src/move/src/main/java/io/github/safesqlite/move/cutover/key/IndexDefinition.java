// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.key;

import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code CREATE INDEX} says: SQLite shows expressions and conditions nowhere else.
 *
 * @param terms the columns and expressions, without their order
 * @param condition the condition of a partial index, otherwise empty
 */
record IndexDefinition(List<String> terms, String condition) {
    /** Reads a statement, which is empty for an index that a constraint has made. */
    static IndexDefinition of(Statement statement) {
        List<Token> tokens = statement.tokens();
        List<String> terms = new ArrayList<>();
        int position = 0;
        while (position < tokens.size() && tokens.get(position).kind() != Kind.OPEN) {
            position++;
        }
        int start = position + 1;
        for (position++; position < tokens.size(); position++) {
            Token token = tokens.get(position);
            boolean closed = token.kind() == Kind.CLOSE && token.depth() == 0;
            if (closed || token.kind() == Kind.COMMA && token.depth() == 1) {
                terms.add(term(statement.text(), tokens.subList(start, position)));
                start = position + 1;
            }
            if (closed) {
                break;
            }
        }
        boolean partial = start < tokens.size() && tokens.get(start).is("WHERE");
        return new IndexDefinition(
                terms, partial ? text(statement.text(), tokens.subList(start + 1, tokens.size())) : "");
    }

    private static String term(String text, List<Token> tokens) {
        boolean ordered = tokens.get(tokens.size() - 1).is("ASC", "DESC");
        return text(text, ordered ? tokens.subList(0, tokens.size() - 1) : tokens);
    }

    private static String text(String text, List<Token> tokens) {
        return text.substring(
                tokens.get(0).start(), tokens.get(tokens.size() - 1).end());
    }
}
