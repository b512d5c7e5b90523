// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import io.github.safesqlite.internal.sql.Lexer;
import io.github.safesqlite.internal.sql.Lexer.Token;

/** One walk over a statement's tokens that writes down what may be shown of them. Not safe for concurrent use. */
final class SqlAbbreviation {
    private final String sql;
    private final Lexer lexer;
    private final StringBuilder shown = new StringBuilder(SqlText.LIMIT + 1);

    /** The last name of this statement, or empty after anything else. */
    private String name = "";

    private boolean pragma;
    private boolean attach;
    private boolean secretFollows;

    SqlAbbreviation(String sql) {
        this.sql = sql;
        this.lexer = new Lexer(sql);
    }

    String text() {
        while (shown.length() <= SqlText.LIMIT && next() != Token.END) {
            show();
        }
        return shown.length() <= SqlText.LIMIT ? shown.toString() : shown.substring(0, whole(SqlText.LIMIT - 1)) + "…";
    }

    /** The next token, and a space for all that lies before it. */
    private Token next() {
        int end = lexer.end();
        Token token = lexer.next();
        if (token != Token.END && lexer.start() > end && shown.length() > 0) {
            shown.append(' ');
        }
        return token;
    }

    private void show() {
        char first = sql.charAt(lexer.start());
        switch (lexer.token()) {
            case WORD -> name(lexer.end());
            case PARAMETER -> parameter();
            case NUMBER -> value();
            case QUOTED, OTHER -> {
                switch (first) {
                    // A string or a blob, closed or not.
                    case '\'', 'x', 'X' -> value();
                    case '"', '`', '[' -> quotedName();
                    default -> symbol(first);
                }
            }
            default -> symbol(first);
        }
    }

    private void name(int end) {
        boolean first = name.isEmpty();
        name = sql.substring(lexer.start(), Math.min(end, lexer.start() + SqlText.LIMIT));
        secretFollows = false;
        copy(end);
        if (name.equalsIgnoreCase("PRAGMA")) {
            pragma = true;
        } else if (name.equalsIgnoreCase("ATTACH") && first) {
            attach = true;
        } else if (name.equalsIgnoreCase("KEY") && attach) {
            hideRest();
        }
    }

    /** What stands in parentheses belongs to the name of a parameter, and may look like a value. */
    private void parameter() {
        int parenthesis = sql.indexOf('(', lexer.start());
        if (parenthesis < 0 || parenthesis >= lexer.end()) {
            name(lexer.end());
        } else {
            name(parenthesis);
            shown.append("(?)");
        }
    }

    /** To SQLite it may also be a string: it takes a name that it does not know for one. */
    private void quotedName() {
        if (secretFollows) {
            value();
            return;
        }
        int start = lexer.start();
        int end = lexer.end();
        char open = sql.charAt(start);
        name = sql.substring(start + 1, Math.max(start + 1, Math.min(end - 1, start + SqlText.LIMIT)));
        String hidden = Secrets.file(name);
        if (hidden.equals(name)) {
            copy(end);
        } else {
            shown.append(open).append(hidden).append(open == '[' ? ']' : open);
        }
    }

    private void symbol(char c) {
        shown.append(c);
        switch (c) {
            case ';' -> {
                pragma = false;
                attach = false;
                name = "";
            }
            case '=', '(' -> {
                if (Secrets.isNamed(name)) {
                    if (pragma) {
                        hideRest();
                    } else {
                        secretFollows = c == '=';
                    }
                }
            }
            case '.' -> {}
            default -> name = ".";
        }
    }

    /** Shows no more of the statement. A key is written in many ways: a string, a blob, a name, a number. */
    private void hideRest() {
        boolean parenthesis = shown.charAt(shown.length() - 1) == '(';
        Token token = next();
        if (token != Token.SEMICOLON && token != Token.END) {
            shown.append(parenthesis ? "?)" : "?");
            do {
                token = lexer.next();
            } while (token != Token.SEMICOLON && token != Token.END);
        }
        if (token == Token.SEMICOLON) {
            symbol(';');
        }
    }

    private void value() {
        shown.append('?');
    }

    private void copy(int end) {
        shown.append(sql, lexer.start(), Math.min(end, lexer.start() + SqlText.LIMIT + 1));
    }

    // Not between the two halves of a surrogate pair.
    private int whole(int end) {
        return Character.isHighSurrogate(shown.charAt(end - 1)) ? end - 1 : end;
    }
}
