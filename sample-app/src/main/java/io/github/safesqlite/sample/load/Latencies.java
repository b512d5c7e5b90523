// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of latencies in microseconds, exact to one percent, small enough for one per user. */
final class Latencies {
    private static final int SIGNIFICANT_DIGITS = 2;

    private Latencies() {}

    static Histogram newHistogram() {
        return new Histogram(SIGNIFICANT_DIGITS);
    }

    static String toText(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }

    static Histogram fromText(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException bad) {
            throw new IllegalArgumentException("not a histogram: " + text, bad);
        }
    }
}
