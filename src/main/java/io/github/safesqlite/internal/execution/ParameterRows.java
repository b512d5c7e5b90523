// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many sets of parameter values, in arrays that hold those of many sets each: one large array would have to be copied to grow,
 * and one for each set would take as much memory as the values. Not thread-safe.
 */
final class ParameterRows {
    private static final int VALUES_PER_CHUNK = 4096;

    private final int width;
    private final int rowsPerChunk;
    private final List<@Nullable Object[]> chunks = new ArrayList<>(1);
    private int size;

    /** @param width the number of values of a set */
    ParameterRows(int width) {
        this.width = width;
        this.rowsPerChunk = Math.max(1, VALUES_PER_CHUNK / Math.max(1, width));
    }

    int size() {
        return size;
    }

    void add(Parameters row) {
        int chunk = size / rowsPerChunk;
        int at = size % rowsPerChunk * width;
        if (chunk == chunks.size()) {
            chunks.add(new Object[width]);
        } else if (at == chunks.get(chunk).length) {
            chunks.set(chunk, Arrays.copyOf(chunks.get(chunk), Math.min(2 * at, rowsPerChunk * width)));
        }
        row.copyTo(chunks.get(chunk), at);
        size++;
    }

    Parameters get(int row) {
        return new Parameters(chunks.get(row / rowsPerChunk), row % rowsPerChunk * width, width);
    }
}
