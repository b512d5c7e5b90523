// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.sql.Lexer.Token;

/**
 * One walk over a statement's tokens that writes it down without its values, and in one way only however it is spaced. Not safe
 * for use by multiple threads.
 */
public final class Fingerprint {
    /** In characters. Statements that are alike up to here share their fingerprint. */
    static final int LIMIT = 2048;

    private final String sql;
    private final Lexer lexer;
    private final StringBuilder written = new StringBuilder();
    private Part last = Part.JOINT;

    /** How long the text was before a sign that belongs to a number, and what was last in it. */
    private int lengthBeforeSign;

    private Part lastBeforeSign = Part.JOINT;

    /** What was written last, as far as it decides how to go on. */
    private enum Part {
        /** Nothing, a dot or an opening parenthesis: no space follows. */
        JOINT,
        COMMA,
        OPERATOR,
        /** A plus or minus in front of an operand. */
        SIGN,
        VALUE,
        /** A word, a quoted name or a closing parenthesis. */
        OPERAND
    }

    private Fingerprint(String sql) {
        this.sql = sql;
        this.lexer = new Lexer(sql);
    }

    /** The text of a statement without its values. Takes time linear in the length of the statement; never fails. */
    public static String of(String sql) {
        return new Fingerprint(sql).text();
    }

    private String text() {
        Token token = lexer.next();
        while (token != Token.END && token != Token.SEMICOLON && written.length() <= LIMIT) {
            write(token);
            token = lexer.next();
        }
        written.setLength(Math.min(written.length(), LIMIT));
        return written.toString();
    }

    private void write(Token token) {
        switch (token) {
            case NUMBER, PARAMETER -> value();
            case DOT -> join(".", Part.JOINT);
            case COMMA -> join(",", Part.COMMA);
            case OPEN -> open();
            case CLOSE -> close();
            case EQUALS -> operator();
            case QUOTED, OTHER -> {
                switch (sql.charAt(lexer.start())) {
                    // A string or a blob, closed or not.
                    case '\'', 'x', 'X' -> value();
                    case '"', '`', '[' -> separate(text(lexer), Part.OPERAND);
                    default -> operator();
                }
            }
            default -> separate(text(lexer), Part.OPERAND);
        }
    }

    /** Several values in a row are as one. */
    private void value() {
        if (last == Part.SIGN) {
            written.setLength(lengthBeforeSign);
            last = lastBeforeSign;
        }
        if (last == Part.COMMA && endsWith("?,")) {
            written.setLength(written.length() - 1);
            last = Part.VALUE;
        } else {
            separate("?", Part.VALUE);
        }
    }

    private void operator() {
        boolean sign = "+-".indexOf(sql.charAt(lexer.start())) >= 0 && last != Part.VALUE && last != Part.OPERAND;
        if (sign && last != Part.SIGN) {
            lengthBeforeSign = written.length();
            lastBeforeSign = last;
        }
        Part part = sign ? Part.SIGN : Part.OPERATOR;
        if (last == Part.OPERATOR || last == Part.SIGN) {
            join(text(lexer), part);
        } else {
            separate(text(lexer), part);
        }
    }

    private void open() {
        if (last == Part.OPERAND) {
            join("(", Part.JOINT);
        } else {
            separate("(", Part.JOINT);
        }
    }

    /** Several rows of values are as one. */
    private void close() {
        join(")", Part.OPERAND);
        if (endsWith("(?), (?)")) {
            written.setLength(written.length() - ", (?)".length());
        }
    }

    private void separate(String text, Part part) {
        if (last != Part.JOINT) {
            written.append(' ');
        }
        join(text, part);
    }

    private void join(String text, Part part) {
        written.append(text);
        last = part;
    }

    private boolean endsWith(String text) {
        int start = written.length() - text.length();
        return start >= 0 && written.indexOf(text, start) == start;
    }

    private String text(Lexer lexer) {
        return sql.substring(lexer.start(), Math.min(lexer.end(), lexer.start() + LIMIT));
    }
}
