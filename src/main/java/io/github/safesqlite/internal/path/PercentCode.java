// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.path;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded UTF-8, in which {@code +} is a plus. Thread-safe. */
public final class PercentCode {
    private PercentCode() {}

    /** A path as SQLite reads it in a {@code file:} URI: what would end it there is encoded. */
    public static String encodePath(String path) {
        return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23");
    }

    /** @throws CharacterCodingException if an escape is incomplete, or the bytes are not UTF-8 */
    public static String decode(String text) throws CharacterCodingException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
                if (low < 0) {
                    throw new CharacterCodingException();
                }
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        // A new decoder reports bytes that are not UTF-8 instead of replacing them.
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(decoded.toByteArray()))
                .toString();
    }

    /** The same, but what cannot be decoded stays as it is. */
    public static String decodeLeniently(String text) {
        try {
            return decode(text);
        } catch (CharacterCodingException bad) {
            return text;
        }
    }
}
