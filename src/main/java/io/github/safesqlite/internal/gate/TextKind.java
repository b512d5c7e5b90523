// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.sql.Lexer;
import io.github.safesqlite.internal.sql.Lexer.Token;
import io.github.safesqlite.snapshot.StatementCosts.Kind;
import java.util.Locale;
import java.util.Map;

/** Of what kind the statement of a text is, by its first words. */
final class TextKind {
    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("INSERT", Kind.INSERT),
            Map.entry("REPLACE", Kind.INSERT),
            Map.entry("UPDATE", Kind.UPDATE),
            Map.entry("DELETE", Kind.DELETE),
            Map.entry("CREATE", Kind.SCHEMA),
            Map.entry("DROP", Kind.SCHEMA),
            Map.entry("ALTER", Kind.SCHEMA),
            Map.entry("REINDEX", Kind.SCHEMA),
            Map.entry("SELECT", Kind.OTHER),
            Map.entry("VALUES", Kind.OTHER));

    private TextKind() {}

    static Kind of(String text) {
        Lexer lexer = new Lexer(text);
        lexer.next();
        String first = word(text, lexer);
        return first.equals("WITH") ? behindTables(text, lexer) : KINDS.getOrDefault(first, Kind.OTHER);
    }

    /** The statement follows the closing parenthesis of the last common table; before that a table may have such a name. */
    private static Kind behindTables(String text, Lexer lexer) {
        int depth = 0;
        Token before = Token.WORD;
        for (Token token = lexer.next(); token != Token.END; token = lexer.next()) {
            Kind kind = depth == 0 && before == Token.CLOSE ? KINDS.get(word(text, lexer)) : null;
            if (kind != null) {
                return kind;
            }
            depth += token == Token.OPEN ? 1 : token == Token.CLOSE ? -1 : 0;
            before = token;
        }
        return Kind.OTHER;
    }

    private static String word(String text, Lexer lexer) {
        return text.substring(lexer.start(), lexer.end()).toUpperCase(Locale.ROOT);
    }
}
