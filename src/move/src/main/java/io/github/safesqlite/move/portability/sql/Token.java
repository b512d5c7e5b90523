// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import java.util.List;
import java.util.Locale;

/**
 * A token of a SQL text. Immutable.
 *
 * @param kind what it is
 * @param text as it is written, with its quotes
 * @param start where it starts in the text
 * @param end where it ends, exclusive
 * @param depth how many parentheses are open around it; a parenthesis itself counts as outside
 */
public record Token(Kind kind, String text, int start, int end, int depth) {
    /** What a token is. */
    public enum Kind {
        /** A bare word: a keyword or a name. */
        WORD,
        /** In double quotes, which SQLite also takes for a string where it knows no such name. */
        DOUBLE_QUOTED,
        /** A name in backticks or brackets. */
        FOREIGN_QUOTED,
        STRING,
        BLOB,
        NUMBER,
        PARAMETER,
        OPEN,
        CLOSE,
        COMMA,
        DOT,
        SEMICOLON,
        OPERATOR,
        /** Stands behind the last token. */
        END
    }

    /** Whether it is one of these words, bare and in any case. */
    public boolean is(String... words) {
        if (kind == Kind.WORD) {
            for (String word : words) {
                if (word.equalsIgnoreCase(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether it is one of these operators. */
    public boolean isOperator(String... operators) {
        return kind == Kind.OPERATOR && List.of(operators).contains(text);
    }

    /** Whether it can be the name of a table or column: a word that is no keyword of a clause, or a quoted name. */
    public boolean isName() {
        return switch (kind) {
            case WORD -> !Keywords.contains(text);
            case DOUBLE_QUOTED, FOREIGN_QUOTED -> true;
            default -> false;
        };
    }

    /** The name that it spells, without quotes and in lower case. */
    public String name() {
        String name = text;
        if (kind == Kind.DOUBLE_QUOTED || kind == Kind.FOREIGN_QUOTED) {
            char close = text.charAt(text.length() - 1);
            name = text.substring(1, text.length() - 1).replace("" + close + close, "" + close);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether an operand ends with it, so that an operator may follow. */
    public boolean endsOperand() {
        return switch (kind) {
            case WORD -> isName() || is("END", "NULL", "TRUE", "FALSE");
            case DOUBLE_QUOTED, FOREIGN_QUOTED, STRING, BLOB, NUMBER, PARAMETER, CLOSE -> true;
            default -> false;
        };
    }

    /** Whether an operand may begin with it. */
    public boolean beginsOperand() {
        return switch (kind) {
            case WORD -> isName() || is("CASE", "CAST", "NULL", "TRUE", "FALSE", "NOT", "EXISTS");
            case DOUBLE_QUOTED, FOREIGN_QUOTED, STRING, BLOB, NUMBER, PARAMETER, OPEN -> true;
            case OPERATOR -> isOperator("+", "-", "~");
            default -> false;
        };
    }
}
