// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts how often values occurred, each in a bucket with its near neighbours: every power of two is cut into 64 buckets of
 * equal width, so the middle of a bucket is at most 1/128 away from whatever is in it. Powers of two that did not come take no
 * memory. Safe for use by multiple threads; nothing waits.
 */
final class Buckets {
    private static final int WIDTH_BITS = 6;

    /** Buckets per power of two. */
    static final int ROW = 1 << WIDTH_BITS;

    /** The values below {@link #ROW}, each of which has its own bucket, and then each power of two of a positive long. */
    static final int ROWS = Long.SIZE - 1 - WIDTH_BITS + 1;

    private final AtomicReferenceArray<AtomicIntegerArray> rows = new AtomicReferenceArray<>(ROWS);
    private final AtomicLong min = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong max = new AtomicLong();

    /** Counts {@code value}; below 0 is 0. */
    void add(long value) {
        long counted = Math.max(0, value);
        // Before the count, so that who reads the counts first finds no value beyond the extremes.
        if (counted > max.get()) {
            max.accumulateAndGet(counted, Math::max);
        }
        if (counted < min.get()) {
            min.accumulateAndGet(counted, Math::min);
        }
        int shift = Math.max(0, Long.SIZE - 1 - WIDTH_BITS - Long.numberOfLeadingZeros(counted));
        int row = counted < ROW ? 0 : shift + 1;
        AtomicIntegerArray counts = rows.get(row);
        if (counts == null) {
            counts = begin(row);
        }
        counts.getAndIncrement((int) (counted >>> shift) & (ROW - 1));
    }

    private AtomicIntegerArray begin(int row) {
        AtomicIntegerArray fresh = new AtomicIntegerArray(ROW);
        AtomicIntegerArray other = rows.compareAndExchange(row, null, fresh);
        return other == null ? fresh : other;
    }

    /** The value in the middle of a bucket; the buckets are numbered from 0 in the order of their values. */
    static long middle(int bucket) {
        int row = bucket / ROW;
        int shift = Math.max(0, row - 1);
        long lowest = (row == 0 ? 0L : ROW) + bucket % ROW << shift;
        return lowest + ((1L << shift) >> 1);
    }

    /** Adds the counts to those of {@code sums}, which has an element for each bucket. */
    void addTo(long[] sums) {
        for (int row = 0; row < ROWS; row++) {
            AtomicIntegerArray counts = rows.get(row);
            if (counts != null) {
                for (int i = 0; i < ROW; i++) {
                    sums[row * ROW + i] += counts.get(i);
                }
            }
        }
    }

    /** The least value so far; the largest long if there is none. */
    long min() {
        return min.get();
    }

    /** The largest value so far; 0 if there is none. */
    long max() {
        return max.get();
    }
}
