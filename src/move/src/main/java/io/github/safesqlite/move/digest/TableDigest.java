// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.digest;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The number of rows and the sum of their hashes, in buckets by the hash of the key: two tables with equal rows have equal digests in
 * whatever order the rows are read, and where they differ, the buckets tell which rows to look at. Its size does not depend on the
 * number of rows. Not thread-safe.
 */
public final class TableDigest {
    private static final int BUCKETS = 4096;

    private final Hash128[] sums = new Hash128[BUCKETS];
    private final long[] counts = new long[BUCKETS];
    private long rows;
    private Hash128 sum = Hash128.ZERO;

    /** An empty table. */
    public TableDigest() {
        Arrays.fill(sums, Hash128.ZERO);
    }

    /** Adds a row. */
    public void add(Hash128 key, Hash128 row) {
        int bucket = bucket(key);
        sums[bucket] = sums[bucket].plus(row);
        counts[bucket]++;
        sum = sum.plus(row);
        rows++;
    }

    /** The number of rows. */
    public long rows() {
        return rows;
    }

    /** The hash of all rows. */
    public Hash128 hash() {
        return sum;
    }

    /** The bucket of the rows with this key. */
    public static int bucket(Hash128 key) {
        return (int) (key.high() >>> 52);
    }

    /** The buckets whose rows differ; as many as have at most this number of rows together, and at least one. */
    public BitSet differingBuckets(TableDigest other, long maximumRows) {
        BitSet differing = new BitSet(BUCKETS);
        long taken = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long size = counts[bucket] + other.counts[bucket];
            boolean differs = counts[bucket] != other.counts[bucket] || !sums[bucket].equals(other.sums[bucket]);
            if (differs && (taken == 0 || taken + size <= maximumRows)) {
                differing.set(bucket);
                taken += size;
            }
        }
        return differing;
    }

    /** Whether both tables have the same rows. */
    public boolean sameAs(TableDigest other) {
        return rows == other.rows && differingBuckets(other, 0).isEmpty();
    }
}
