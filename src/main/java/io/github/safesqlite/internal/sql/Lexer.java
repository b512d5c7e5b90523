// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/**
 * Cuts a SQL text into tokens by the rules of SQLite's tokenizer. Never fails: what SQLite calls an illegal token is
 * {@link Token#OTHER}. Moves forward only and looks at each character a bounded number of times. Not safe for use by
 * multiple threads.
 */
public final class Lexer {
    /** What a token is. */
    public enum Token {
        /** The end of the text, or a NUL: SQLite reads no further. */
        END,
        SEMICOLON,
        /** A bare word: keyword or identifier. */
        WORD,
        /** A quoted identifier or a string; SQLite takes a string for a name where it expects one. */
        QUOTED,
        NUMBER,
        PARAMETER,
        OPEN,
        CLOSE,
        COMMA,
        DOT,
        EQUALS,
        /** Any other operator, a blob, or an illegal token. */
        OTHER
    }

    private final CharSequence text;
    private final int length;
    private int position;
    private int start;
    private Token token = Token.END;
    private Keyword name = Keyword.NONE;

    /** A lexer at the start of {@code text}. */
    public Lexer(CharSequence text) {
        this.text = text;
        this.length = text.length();
    }

    /** The current token. */
    public Token token() {
        return token;
    }

    /** Where the current token starts. */
    public int start() {
        return start;
    }

    /** Where the current token ends, exclusive. */
    public int end() {
        return position;
    }

    /** The keyword that the current token is; a quoted one is none. */
    Keyword keyword() {
        return token == Token.WORD ? name : Keyword.NONE;
    }

    /** The keyword that the current token spells, whether bare or quoted. */
    Keyword name() {
        return name;
    }

    /** The current token as a name: without quotes. */
    String nameText() {
        if (token != Token.QUOTED) {
            return text.subSequence(start, position).toString();
        }
        char close = text.charAt(position - 1);
        String inner = text.subSequence(start + 1, position - 1).toString();
        return close == ']' ? inner : inner.replace("" + close + close, "" + close);
    }

    /** Reads the next token. */
    public Token next() {
        skipSpace();
        start = position;
        name = Keyword.NONE;
        token = position >= length ? Token.END : read(text.charAt(position));
        return token;
    }

    private Token read(char c) {
        if (isWordStart(c)) {
            return (c == 'x' || c == 'X') && at(position + 1) == '\'' ? blob() : word();
        }
        if (isDigit(c) || (c == '.' && isDigit(at(position + 1)))) {
            return number();
        }
        return switch (c) {
            case 0 -> Token.END;
            case '\'', '"', '`', '[' -> quoted(closing(c));
            case '?' -> numberedParameter();
            case '$', '@', ':', '#' -> namedParameter();
            case ';' -> single(Token.SEMICOLON);
            case '(' -> single(Token.OPEN);
            case ')' -> single(Token.CLOSE);
            case ',' -> single(Token.COMMA);
            case '.' -> single(Token.DOT);
            case '=' -> single(Token.EQUALS);
            default -> single(Token.OTHER);
        };
    }

    private Token single(Token kind) {
        position++;
        return kind;
    }

    private Token word() {
        skipWord();
        name = Keyword.of(text, start, position);
        return Token.WORD;
    }

    private Token number() {
        boolean hexadecimal = text.charAt(position) == '0' && (at(position + 1) == 'x' || at(position + 1) == 'X');
        while (position < length && (isWordPart(text.charAt(position)) || text.charAt(position) == '.')) {
            char c = text.charAt(position++);
            if ((c == 'e' || c == 'E') && !hexadecimal && isSign(at(position)) && isDigit(at(position + 1))) {
                position++;
            }
        }
        return Token.NUMBER;
    }

    private Token blob() {
        position += 2;
        while (at(position) != 0 && at(position) != '\'') {
            position++;
        }
        if (at(position) == '\'') {
            position++;
        }
        return Token.OTHER;
    }

    private Token quoted(char close) {
        position++;
        while (at(position) != 0) {
            if (text.charAt(position++) == close) {
                if (close == ']' || at(position) != close) {
                    name = Keyword.of(text, start + 1, position - 1);
                    return Token.QUOTED;
                }
                position++;
            }
        }
        return Token.OTHER;
    }

    private Token numberedParameter() {
        position++;
        while (isDigit(at(position))) {
            position++;
        }
        return Token.PARAMETER;
    }

    private Token namedParameter() {
        position++;
        boolean named = false;
        while (true) {
            char c = at(position);
            if (isWordPart(c)) {
                named = true;
                position++;
            } else if (c == ':' && at(position + 1) == ':') {
                position += 2;
            } else {
                break;
            }
        }
        if (named && at(position) == '(') {
            skipParameterSuffix();
        }
        return named ? Token.PARAMETER : Token.OTHER;
    }

    // Tcl's array form $a(b): up to the parenthesis, white space makes it illegal but still ends it.
    private void skipParameterSuffix() {
        char c;
        do {
            position++;
            c = at(position);
        } while (c != 0 && c != ')' && !isSpace(c));
        if (c == ')') {
            position++;
        }
    }

    private void skipWord() {
        do {
            position++;
        } while (position < length && isWordPart(text.charAt(position)));
    }

    private void skipSpace() {
        while (position < length) {
            char c = text.charAt(position);
            if (isSpace(c)) {
                position++;
            } else if (c == '-' && at(position + 1) == '-') {
                skipLineComment();
            } else if (c == '/' && at(position + 1) == '*' && at(position + 2) != 0) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipLineComment() {
        while (at(position) != 0 && at(position) != '\n') {
            position++;
        }
    }

    private void skipBlockComment() {
        position += 2;
        while (at(position) != 0) {
            if (text.charAt(position++) == '*' && at(position) == '/') {
                position++;
                return;
            }
        }
    }

    /** The character at an index, or NUL behind the end. */
    private char at(int index) {
        return index < length ? text.charAt(index) : 0;
    }

    private static char closing(char open) {
        return open == '[' ? ']' : open;
    }

    // A byte order mark is white space between tokens, and part of a word inside one.
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF';
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
