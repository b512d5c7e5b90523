// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One value of a row, with what SQLite makes of it when another type is asked for. Not thread-safe. */
abstract sealed class Value {
    /** About what an object takes in memory, and its place in another one. */
    private static final int OVERHEAD = 32;

    static final Value NULL = new Null();

    static Value of(long number) {
        return new Whole(number);
    }

    static Value of(double number, String text) {
        return new Real(number, text);
    }

    /**
     * A text.
     *
     * @param bytes as the database keeps them; null if they are the UTF-8 of the text
     */
    static Value text(String text, byte @Nullable [] bytes, boolean utf16, long wholePart, double number) {
        return new Bytes(ValueKind.TEXT, bytes, text, utf16, wholePart, number);
    }

    /**
     * A blob.
     *
     * @param utf16 what the bytes are as a text in a database that keeps UTF-16; null if texts are UTF-8
     */
    static Value blob(byte[] bytes, @Nullable String utf16, long wholePart, double number) {
        return new Bytes(ValueKind.BLOB, bytes, utf16, utf16 != null, wholePart, number);
    }

    abstract ValueKind kind();

    abstract long asLong();

    abstract double asDouble();

    abstract @Nullable String asText();

    abstract byte @Nullable [] asBytes();

    /** About how many bytes it takes in memory. */
    long size() {
        return OVERHEAD;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Null extends Value {
        @Override
        ValueKind kind() {
            return ValueKind.NULL;
        }

        @Override
        long asLong() {
            return 0;
        }

        @Override
        double asDouble() {
            return 0;
        }

        @Override
        @Nullable
        String asText() {
            return null;
        }

        @Override
        byte @Nullable [] asBytes() {
            return null;
        }
    }

    private static final class Whole extends Value {
        private final long number;

        Whole(long number) {
            this.number = number;
        }

        @Override
        ValueKind kind() {
            return number == (int) number ? ValueKind.INTEGER : ValueKind.LONG_INTEGER;
        }

        @Override
        long asLong() {
            return number;
        }

        @Override
        double asDouble() {
            return number;
        }

        @Override
        String asText() {
            return Long.toString(number);
        }

        @Override
        byte[] asBytes() {
            return utf8(asText());
        }
    }

    private static final class Real extends Value {
        private final double number;
        private final String text;

        Real(double number, String text) {
            this.number = number;
            this.text = text;
        }

        @Override
        ValueKind kind() {
            return ValueKind.REAL;
        }

        @Override
        long asLong() {
            return (long) number;
        }

        @Override
        double asDouble() {
            return number;
        }

        @Override
        String asText() {
            return text;
        }

        @Override
        byte[] asBytes() {
            return utf8(text);
        }

        @Override
        long size() {
            return 2 * OVERHEAD + text.length();
        }
    }

    /**
     * A text or a blob. SQLite changes such a value when it is asked for as text: a blob becomes a text, and what was UTF-16
     * becomes UTF-8.
     */
    private static final class Bytes extends Value {
        private final @Nullable String text;
        private final boolean utf16;
        private final long wholePart;
        private final double number;
        private ValueKind kind;
        private byte @Nullable [] bytes;

        Bytes(
                ValueKind kind,
                byte @Nullable [] bytes,
                @Nullable String text,
                boolean utf16,
                long wholePart,
                double number) {
            this.kind = kind;
            this.bytes = bytes;
            this.text = text;
            this.utf16 = utf16;
            this.wholePart = wholePart;
            this.number = number;
        }

        @Override
        ValueKind kind() {
            return kind;
        }

        @Override
        long asLong() {
            return wholePart;
        }

        @Override
        double asDouble() {
            return number;
        }

        @Override
        @Nullable
        String asText() {
            kind = ValueKind.TEXT;
            if (utf16) {
                bytes = null;
            }
            return bytes == null || text != null ? text : new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        byte @Nullable [] asBytes() {
            if (bytes != null) {
                return bytes.clone();
            }
            return text == null ? null : utf8(text);
        }

        @Override
        long size() {
            return 2 * OVERHEAD + (bytes == null ? 0 : bytes.length) + (text == null ? 0 : 2L * text.length());
        }
    }
}
