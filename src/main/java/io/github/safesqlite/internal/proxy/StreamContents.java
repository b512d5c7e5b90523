// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.jspecify.annotations.Nullable;

/** What streams and readers give, read when they are set as the driver does. */
final class StreamContents {
    private static final int PART = 8192;

    private StreamContents() {}

    /** A length that a text or a blob can have. */
    static int length(long length) throws SQLException {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new SQLFeatureNotSupportedException(
                    "the length of a stream or reader must be from 0 to " + Integer.MAX_VALUE + ", was " + length);
        }
        return (int) length;
    }

    static byte @Nullable [] bytes(@Nullable InputStream stream) throws SQLException {
        try {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Exactly {@code length} bytes; the driver refuses a stream that has less. */
    static byte @Nullable [] bytes(@Nullable InputStream stream, int length) throws SQLException {
        requireNotNegative(length);
        if (stream == null) {
            return null;
        }
        try {
            byte[] bytes = stream.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the stream ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static @Nullable String text(@Nullable InputStream stream) throws SQLException {
        return text(bytes(stream));
    }

    static @Nullable String text(@Nullable InputStream stream, int length) throws SQLException {
        return text(bytes(stream, length));
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static @Nullable String text(@Nullable Reader reader) throws SQLException {
        return text(reader, Integer.MAX_VALUE);
    }

    /** At most {@code length} characters; the driver takes a reader that has less. It reads no character beyond. */
    static @Nullable String text(@Nullable Reader reader, int length) throws SQLException {
        requireNotNegative(length);
        if (reader == null) {
            return null;
        }
        try {
            StringBuilder text = new StringBuilder();
            char[] part = new char[Math.min(length, PART)];
            int count;
            while ((count = reader.read(part, 0, Math.min(part.length, length - text.length()))) > 0) {
                text.append(part, 0, count);
            }
            return text.toString();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void requireNotNegative(int length) throws SQLException {
        if (length < 0) {
            throw new SQLException("the length of a stream or reader must not be negative, was " + length);
        }
    }

    private static SQLException unreadable(IOException cause) {
        return new SQLException("Error reading stream: " + cause.getMessage(), cause);
    }
}
