// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** Parameter values as they are now, whatever the caller does to them before the statement runs. */
final class Copies {
    private Copies() {}

    static @Nullable Date of(@Nullable Date value) {
        return value == null ? null : (Date) value.clone();
    }

    static @Nullable Time of(@Nullable Time value) {
        return value == null ? null : (Time) value.clone();
    }

    static @Nullable Timestamp of(@Nullable Timestamp value) {
        return value == null ? null : (Timestamp) value.clone();
    }

    /** No calendar means what a call without one means. */
    static Calendar of(@Nullable Calendar value) {
        return value == null ? Calendar.getInstance() : (Calendar) value.clone();
    }

    static @Nullable Object ofObject(@Nullable Object value) {
        if (value instanceof java.util.Date date) {
            return date.clone();
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        return value;
    }

    static byte @Nullable [] bytes(@Nullable InputStream stream) throws SQLException {
        try {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Exactly {@code length} bytes, as JDBC asks. */
    static byte @Nullable [] bytes(@Nullable InputStream stream, long length) throws SQLException {
        if (length < 0) {
            throw new SQLException("Error reading stream. Length should be non-negative");
        }
        if (stream == null) {
            return null;
        }
        try {
            byte[] bytes = stream.readNBytes(Math.toIntExact(length));
            if (bytes.length < length) {
                throw new IOException("the stream ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException | ArithmeticException e) {
            throw unreadable(e);
        }
    }

    static @Nullable String text(@Nullable InputStream stream) throws SQLException {
        byte[] bytes = bytes(stream);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static @Nullable String text(@Nullable InputStream stream, long length) throws SQLException {
        byte[] bytes = bytes(stream, length);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static @Nullable String text(@Nullable Reader reader) throws SQLException {
        if (reader == null) {
            return null;
        }
        try {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static SQLException unreadable(Exception cause) {
        return new SQLException("Error reading stream: " + cause.getMessage(), cause);
    }
}
