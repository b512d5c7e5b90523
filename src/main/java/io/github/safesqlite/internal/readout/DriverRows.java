// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a result set of the driver, each taken whole. */
final class DriverRows {
    private static final Map<String, ValueKind> KINDS = Map.of(
            ValueKind.INTEGER.className(), ValueKind.INTEGER,
            ValueKind.LONG_INTEGER.className(), ValueKind.LONG_INTEGER,
            ValueKind.REAL.className(), ValueKind.REAL,
            ValueKind.TEXT.className(), ValueKind.TEXT);
    private static final char REPLACEMENT = '\uFFFD';

    private final ResultSet source;
    private final ResultSetMetaData driver;
    private final Columns columns;
    private final boolean utf16;
    private boolean stepping;

    DriverRows(ResultSet source, Columns columns, boolean utf16) throws SQLException {
        this.source = source;
        this.driver = source.getMetaData();
        this.columns = columns;
        this.utf16 = utf16;
    }

    /** The next row, or null after the last one. */
    Value @Nullable [] next() throws SQLException {
        stepping = true;
        boolean more = source.next();
        stepping = false;
        return more ? current() : null;
    }

    /** The row that the driver is on. */
    Value[] current() throws SQLException {
        Value[] row = new Value[columns.count()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(i + 1);
        }
        return row;
    }

    /** Whether SQLite waits for the next step. After one that failed it would start again. */
    boolean isBetweenSteps() {
        return !stepping;
    }

    /** Goes to the end without taking the rows; how many there were. */
    long skip() throws SQLException {
        long skipped = 0;
        while (source.next()) {
            skipped++;
        }
        return skipped;
    }

    /** Learns what the driver says of the columns when there is no row. Can't throw: what was written is stored by now. */
    void learnWithoutRow() {
        try {
            columns.learnWithoutRow(driver);
        } catch (SQLException unanswered) {
            return;
        }
    }

    private Value value(int column) throws SQLException {
        // Of all questions this one is answered without changing the value.
        ValueKind kind = KINDS.getOrDefault(driver.getColumnClassName(column), ValueKind.BLOB);
        byte[] bytes = null;
        if (kind == ValueKind.BLOB) {
            bytes = source.getBytes(column);
            kind = bytes == null ? ValueKind.NULL : kind;
        }
        columns.get(column).learn(kind, driver, column);
        return switch (kind) {
            case NULL -> Value.NULL;
            case INTEGER, LONG_INTEGER -> Value.of(source.getLong(column));
            case REAL -> Value.of(source.getDouble(column), text(column));
            case TEXT -> textValue(column);
            case BLOB -> blobValue(column, bytes == null ? new byte[0] : bytes);
        };
    }

    private Value textValue(int column) throws SQLException {
        // Before the text: that turns UTF-16 into UTF-8.
        byte[] bytes = utf16 ? source.getBytes(column) : null;
        String text = text(column);
        if (!utf16 && text.indexOf(REPLACEMENT) >= 0) {
            // What is no UTF-8 cannot be told from the text.
            bytes = source.getBytes(column);
        }
        return startsLikeNumber(text)
                ? Value.text(text, bytes, utf16, source.getLong(column), source.getDouble(column))
                : Value.text(text, bytes, utf16, 0, 0);
    }

    private Value blobValue(int column, byte[] bytes) throws SQLException {
        boolean mayBeNumber = utf16 || startsLikeNumber(bytes);
        long wholePart = mayBeNumber ? source.getLong(column) : 0;
        double number = mayBeNumber ? source.getDouble(column) : 0;
        return Value.blob(bytes, utf16 ? text(column) : null, wholePart, number);
    }

    private String text(int column) throws SQLException {
        String text = source.getString(column);
        return text == null ? "" : text;
    }

    /** Otherwise SQLite makes 0 of it. */
    private static boolean startsLikeNumber(String text) {
        int i = 0;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i < text.length() && startsNumber(text.charAt(i));
    }

    private static boolean startsLikeNumber(byte[] text) {
        int i = 0;
        while (i < text.length && isSpace(text[i])) {
            i++;
        }
        return i < text.length && startsNumber(text[i]);
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    private static boolean startsNumber(int character) {
        return character >= '0' && character <= '9' || character == '-' || character == '+' || character == '.';
    }
}
