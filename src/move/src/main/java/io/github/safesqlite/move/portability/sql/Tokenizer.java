// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL into tokens by the rules of SQLite; white space and comments are left out. Never fails. One use per text. */
final class Tokenizer {
    private static final String[] LONG_OPERATORS = {"->>", "||", "->", "==", "<>", "!=", "<=", ">=", "<<", ">>"};

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int depth;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** All tokens of a text. */
    static List<Token> tokens(String text) {
        var tokenizer = new Tokenizer(text);
        while (tokenizer.skipSpace()) {
            tokenizer.read();
        }
        return tokenizer.tokens;
    }

    private void read() {
        char c = text.charAt(position);
        int start = position;
        Kind kind = kindOf(c);
        if (kind == Kind.CLOSE) {
            depth = Math.max(0, depth - 1);
        }
        position = Math.max(start + 1, endOf(kind, c));
        tokens.add(new Token(kind, text.substring(start, position), start, position, depth));
        if (kind == Kind.OPEN) {
            depth++;
        }
    }

    private Kind kindOf(char c) {
        if ((c == 'x' || c == 'X') && at(position + 1) == '\'') {
            return Kind.BLOB;
        }
        if (isWordStart(c)) {
            return Kind.WORD;
        }
        if (isDigit(c) || c == '.' && isDigit(at(position + 1))) {
            return Kind.NUMBER;
        }
        return switch (c) {
            case '\'' -> Kind.STRING;
            case '"' -> Kind.DOUBLE_QUOTED;
            case '`', '[' -> Kind.FOREIGN_QUOTED;
            case '?' -> Kind.PARAMETER;
            case ':', '@', '$' -> isWordPart(at(position + 1)) ? Kind.PARAMETER : Kind.OPERATOR;
            case '(' -> Kind.OPEN;
            case ')' -> Kind.CLOSE;
            case ',' -> Kind.COMMA;
            case '.' -> Kind.DOT;
            case ';' -> Kind.SEMICOLON;
            default -> Kind.OPERATOR;
        };
    }

    private int endOf(Kind kind, char c) {
        return switch (kind) {
            case BLOB -> endOfQuoted(position + 1, '\'');
            case STRING, DOUBLE_QUOTED -> endOfQuoted(position, c);
            case FOREIGN_QUOTED -> endOfQuoted(position, c == '[' ? ']' : c);
            case WORD, PARAMETER -> endOfWord(position + 1);
            case NUMBER -> endOfNumber();
            case OPERATOR -> endOfOperator();
            default -> position + 1;
        };
    }

    /** Of a text that begins at {@code open}; a doubled quote is a part of it. */
    private int endOfQuoted(int open, char close) {
        int end = open + 1;
        while (end < text.length()) {
            if (text.charAt(end++) == close) {
                if (close == ']' || at(end) != close) {
                    return end;
                }
                end++;
            }
        }
        return end;
    }

    private int endOfWord(int from) {
        int end = from;
        while (isWordPart(at(end))) {
            end++;
        }
        return end;
    }

    private int endOfNumber() {
        boolean hexadecimal = text.charAt(position) == '0' && "xX".indexOf(at(position + 1)) >= 0;
        int end = position;
        while (isWordPart(at(end)) || at(end) == '.') {
            char c = text.charAt(end++);
            if (!hexadecimal && "eE".indexOf(c) >= 0 && "+-".indexOf(at(end)) >= 0 && isDigit(at(end + 1))) {
                end++;
            }
        }
        return end;
    }

    private int endOfOperator() {
        for (String operator : LONG_OPERATORS) {
            if (text.startsWith(operator, position)) {
                return position + operator.length();
            }
        }
        return position + 1;
    }

    /** Whether there is a token behind the white space and the comments. */
    private boolean skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c <= ' ' || c == '\uFEFF') {
                position++;
            } else if (text.startsWith("--", position)) {
                position = endOrLength(text.indexOf('\n', position));
            } else if (text.startsWith("/*", position)) {
                int end = text.indexOf("*/", position + 2);
                position = end < 0 ? text.length() : end + 2;
            } else {
                return true;
            }
        }
        return false;
    }

    private int endOrLength(int end) {
        return end < 0 ? text.length() : end;
    }

    private char at(int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
