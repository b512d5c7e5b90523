// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.sql.Lexer.Token;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts of statements that have come, without their values, for a bounded number of them. Safe for use by multiple threads.
 *
 * <p>Texts that differ in values only are one; the first is kept. Definitions are left out: the schema shows them.
 */
public final class CollectedStatements {
    static final int MOST_TEXTS = 2000;

    /** In characters. A longer text is a list of values, or was made by a program. */
    static final int LONGEST_TEXT = 8000;

    // Guarded by this.
    private final Map<String, String> texts = new LinkedHashMap<>();
    private long leftOut;

    /** Adds the statements of a text. */
    void add(SqlScript script) {
        for (SqlStatement statement : script.statements()) {
            String sql = statement.sql();
            if (isDefinition(sql)) {
                continue;
            }
            if (sql.length() > LONGEST_TEXT) {
                leaveOut();
            } else {
                add(Fingerprint.of(sql), sql);
            }
        }
    }

    private synchronized void leaveOut() {
        leftOut++;
    }

    private synchronized void add(String fingerprint, String sql) {
        if (texts.containsKey(fingerprint)) {
            return;
        }
        if (texts.size() == MOST_TEXTS) {
            leftOut++;
        } else {
            texts.put(fingerprint, withoutValues(sql));
        }
    }

    /** All as a script, a line and a semicolon for each. */
    public synchronized String script() {
        var script = new StringBuilder();
        texts.values().forEach(text -> script.append(text).append(";\n"));
        if (leftOut > 0) {
            script.append("-- ").append(leftOut).append(" statements were left out: too many, or too long\n");
        }
        return script.toString();
    }

    private static boolean isDefinition(String sql) {
        var lexer = new Lexer(sql);
        lexer.next();
        return switch (lexer.keyword()) {
            case CREATE, ALTER, DROP -> true;
            default -> false;
        };
    }

    /**
     * The text with {@code ?} for each value and without comments. Unlike a {@link Fingerprint} it can still be prepared: as many
     * values are left as there were. Whole numbers of one digit stay, as in ORDER BY 1: they are seldom values.
     */
    static String withoutValues(String sql) {
        var lexer = new Lexer(sql);
        var text = new StringBuilder();
        int end = 0;
        for (Token token = lexer.next(); token != Token.END && token != Token.SEMICOLON; token = lexer.next()) {
            text.append(lexer.start() > end && text.length() > 0 ? " " : "");
            text.append(isValue(token, sql, lexer) ? "?" : sql.substring(lexer.start(), lexer.end()));
            end = lexer.end();
        }
        return text.toString();
    }

    private static boolean isValue(Token token, String sql, Lexer lexer) {
        return switch (token) {
            case NUMBER -> lexer.end() - lexer.start() > 1;
            case QUOTED, OTHER -> "'xX".indexOf(sql.charAt(lexer.start())) >= 0;
            default -> false;
        };
    }
}
