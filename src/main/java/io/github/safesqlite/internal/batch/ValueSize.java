// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import org.jspecify.annotations.Nullable;

/** How much memory parameters take, by estimate: rather too much than too little. */
final class ValueSize {
    private static final int REFERENCE = 8;
    private static final int HEADER = 24;
    private static final int SMALL_OBJECT = 64;

    private ValueSize() {}

    static long of(@Nullable Object[] values) {
        long bytes = HEADER;
        for (Object value : values) {
            bytes += REFERENCE + of(value);
        }
        return bytes;
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return 2L * HEADER + 2L * text.length();
        }
        if (value instanceof byte[] array) {
            return HEADER + (long) array.length;
        }
        return value instanceof Number ? HEADER : SMALL_OBJECT;
    }
}
