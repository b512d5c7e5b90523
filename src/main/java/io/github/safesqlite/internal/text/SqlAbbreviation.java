// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

/** One walk over a statement's text that writes down what may be shown of it. Not safe for concurrent use. */
final class SqlAbbreviation {
    private final String sql;
    private final StringBuilder shown = new StringBuilder(SqlText.LIMIT + 1);
    private int position;
    private boolean space;

    /** The last name of this statement, or empty after anything else. */
    private String name = "";

    private boolean pragma;
    private boolean attach;
    private boolean secretFollows;

    SqlAbbreviation(String sql) {
        this.sql = sql;
    }

    String text() {
        while (position < sql.length() && shown.length() <= SqlText.LIMIT) {
            step();
        }
        return shown.length() <= SqlText.LIMIT ? shown.toString() : shown.substring(0, whole(SqlText.LIMIT - 1)) + "…";
    }

    private void step() {
        char c = sql.charAt(position);
        if (Character.isWhitespace(c) || c == '\uFEFF') {
            space(position + 1);
        } else if (sql.startsWith("--", position)) {
            int end = sql.indexOf('\n', position);
            space(end < 0 ? sql.length() : end + 1);
        } else if (sql.startsWith("/*", position)) {
            int end = sql.indexOf("*/", position + 2);
            space(end < 0 ? sql.length() : end + 2);
        } else if (c == '\'') {
            value(endOfQuoted('\'', position));
        } else if ((c == 'x' || c == 'X') && sql.startsWith("'", position + 1)) {
            value(endOfQuoted('\'', position + 1));
        } else if (c == '"' || c == '`') {
            quotedName(endOfQuoted(c, position));
        } else if (c == '[') {
            int end = sql.indexOf(']', position);
            quotedName(end < 0 ? sql.length() : end + 1);
        } else if (isDigit(c) || c == '.' && position + 1 < sql.length() && isDigit(sql.charAt(position + 1))) {
            value(endOfNumber());
        } else if (isNamePart(c) || "?:@$#".indexOf(c) >= 0) {
            name(endOfName(position + 1));
        } else {
            symbol(c);
        }
    }

    private void name(int end) {
        boolean first = name.isEmpty();
        name = sql.substring(position, Math.min(end, position + SqlText.LIMIT));
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

    /** To SQLite it may also be a string: it takes a name that it does not know for one. */
    private void quotedName(int end) {
        if (secretFollows) {
            value(end);
            return;
        }
        char open = sql.charAt(position);
        name = sql.substring(position + 1, Math.max(position + 1, Math.min(end - 1, position + SqlText.LIMIT)));
        String hidden = Secrets.file(name);
        if (hidden.equals(name)) {
            copy(end);
        } else {
            flushSpace();
            shown.append(open).append(hidden).append(open == '[' ? ']' : open);
            position = end;
        }
    }

    private void symbol(char c) {
        copy(position + 1);
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
        int end = position;
        boolean any = false;
        while (end < sql.length() && sql.charAt(end) != ';') {
            char c = sql.charAt(end);
            any |= !Character.isWhitespace(c);
            space |= !any;
            end = c == '\'' || c == '"' || c == '`' ? endOfQuoted(c, end) : end + 1;
        }
        if (any) {
            boolean parenthesis = shown.charAt(shown.length() - 1) == '(';
            value(end);
            if (parenthesis) {
                shown.append(')');
            }
        }
    }

    private void space(int end) {
        space = shown.length() > 0;
        position = end;
    }

    private void value(int end) {
        flushSpace();
        shown.append('?');
        position = end;
    }

    private void copy(int end) {
        flushSpace();
        shown.append(sql, position, Math.min(end, position + SqlText.LIMIT + 1));
        position = end;
    }

    private void flushSpace() {
        if (space) {
            shown.append(' ');
            space = false;
        }
    }

    private int endOfQuoted(char quote, int start) {
        int at = start + 1;
        while (at < sql.length()) {
            if (sql.charAt(at++) == quote) {
                if (at == sql.length() || sql.charAt(at) != quote) {
                    return at;
                }
                at++;
            }
        }
        return sql.length();
    }

    private int endOfNumber() {
        int at = position + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            boolean exponentSign = (c == '+' || c == '-') && "eE".indexOf(sql.charAt(at - 1)) >= 0 && !isHexadecimal();
            if (!isNamePart(c) && c != '.' && !exponentSign) {
                break;
            }
            at++;
        }
        return at;
    }

    private boolean isHexadecimal() {
        return sql.startsWith("0x", position) || sql.startsWith("0X", position);
    }

    private int endOfName(int from) {
        int at = from;
        while (at < sql.length() && isNamePart(sql.charAt(at))) {
            at++;
        }
        return at;
    }

    // Not between the two halves of a surrogate pair.
    private int whole(int end) {
        return Character.isHighSurrogate(shown.charAt(end - 1)) ? end - 1 : end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }
}
