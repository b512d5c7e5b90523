// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import io.github.safesqlite.move.type.InvalidText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** The row at which a result set stands: values in the order in which they were asked for, and after them those of the key. */
public final class SourceRow {
    private static final int SHOWN_LENGTH = 60;
    private static final char REPLACEMENT = '\uFFFD';

    private final ResultSet rows;
    private final int values;
    private final List<String> key;

    SourceRow(ResultSet rows, int values, List<String> key) {
        this.rows = rows;
        this.values = values;
        this.key = key;
    }

    /** A value as a {@link Long}, {@link Double}, {@link String}, {@code byte[]} or {@link InvalidText}, or null. */
    public Object value(int index) throws SQLException {
        Object value = rows.getObject(index + 1);
        if (value instanceof Integer integer) {
            return integer.longValue();
        }
        // The driver puts this character in place of bytes that are not UTF-8; it may also be in the text itself.
        if (value instanceof String text && text.indexOf(REPLACEMENT) >= 0) {
            return strictText(rows.getBytes(index + 1));
        }
        return value;
    }

    private static Object strictText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new InvalidText(bytes.length);
        }
    }

    /** The key for a reader, such as {@code id=5}. */
    public String key() throws SQLException {
        if (key.isEmpty()) {
            return "a row without a key";
        }
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < key.size(); part++) {
            text.append(part == 0 ? "" : ", ").append(key.get(part)).append('=').append(shown(value(values + part)));
        }
        return text.toString();
    }

    private static String shown(Object value) {
        if (value instanceof byte[] bytes) {
            return "x'" + shortened(HexFormat.of().formatHex(bytes)) + "'";
        }
        if (value instanceof String text) {
            return "'" + shortened(text) + "'";
        }
        return value instanceof InvalidText ? "(invalid UTF-8)" : String.valueOf(value);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }
}
