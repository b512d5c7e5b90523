// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import io.github.safesqlite.move.finding.FindingKind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The types of texts and bytes. */
final class Texts {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private Texts() {}

    /** A text without a NUL character, which PostgreSQL cannot store. */
    static String text(Object value, String type) throws Misfit {
        if (!(value instanceof String text)) {
            throw Misfit.ofType(value, type);
        }
        if (text.indexOf('\0') >= 0) {
            throw new Misfit(
                    FindingKind.NUL_CHARACTER,
                    "The text contains a NUL character, which PostgreSQL cannot store. Remove it, or make the column a bytea.");
        }
        return text;
    }

    /** The types text and varchar; the length is in characters, 0 means without bound. */
    record TextType(String name, int length) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            return fitting(value, name, length);
        }
    }

    private static String fitting(Object value, String type, int length) throws Misfit {
        String text = text(value, type);
        if (length > 0 && text.length() > length && text.codePointCount(0, text.length()) > length) {
            throw new Misfit(
                    FindingKind.TOO_LONG,
                    "The text is longer than " + type + ". Shorten it, or make the column a text.");
        }
        return text;
    }

    /** The type char, which is filled up with spaces; a length of 0 means without bound, and nothing is filled up. */
    record CharType(String name, int length) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            String text = fitting(value, name, length);
            String kept = fromTarget(text);
            boolean filledUp = length > 0 && text.codePointCount(0, text.length()) == length;
            if (kept.length() < text.length() && !filledUp) {
                throw new Misfit(
                        FindingKind.TRAILING_SPACES,
                        "The text ends in spaces, which " + name + " does not keep. Make the column a text.");
            }
            return kept;
        }

        @Override
        public String fromTarget(String shown) {
            int end = shown.length();
            while (end > 0 && shown.charAt(end - 1) == ' ') {
                end--;
            }
            return shown.substring(0, end);
        }
    }

    /** The type bytea. */
    record BytesType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (!(value instanceof byte[] bytes)) {
                throw Misfit.ofType(value, "bytea");
            }
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
    }

    /** The type uuid, from a text or from 16 bytes. */
    record UuidType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof byte[] bytes && bytes.length == 2 * Long.BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong()).toString();
            }
            if (value instanceof String text && UUID_TEXT.matcher(text).matches()) {
                return text.toLowerCase(Locale.ROOT);
            }
            if (value instanceof String || value instanceof byte[]) {
                throw new Misfit(
                        FindingKind.UUID,
                        "The value is no UUID, which is 16 bytes or a text such as 123e4567-e89b-12d3-a456-426614174000.");
            }
            throw Misfit.ofType(value, "uuid");
        }
    }

    /** A type that is one of several labels. */
    record EnumType(String name, Set<String> labels) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            String text = text(value, name);
            if (!labels.contains(text)) {
                throw new Misfit(
                        FindingKind.ENUM_LABEL,
                        "The text is none of the labels of " + name + ". Correct it, or add it with ALTER TYPE.");
            }
            return text;
        }
    }

    /** The type boolean. */
    record BooleanType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Long integer && (integer == 0 || integer == 1)) {
                return integer == 1 ? "t" : "f";
            }
            if (value instanceof InvalidText) {
                throw Misfit.ofType(value, "boolean");
            }
            throw new Misfit(
                    FindingKind.BOOLEAN,
                    "The value is " + StorageClass.of(value).described()
                            + " other than the numbers 0 and 1, and the column is a boolean. Write 0 or 1.");
        }
    }
}
