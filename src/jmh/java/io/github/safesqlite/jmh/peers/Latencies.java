// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

/** Counts of times in buckets that are 6 % wide. Not safe for use by multiple threads. */
final class Latencies {
    private static final int BITS = 4;
    private final long[] buckets = new long[Long.SIZE << BITS];
    private long longest;
    private long count;

    void add(long nanos) {
        buckets[bucket(nanos)]++;
        longest = Math.max(longest, nanos);
        count++;
    }

    void add(Latencies other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        longest = Math.max(longest, other.longest);
        count += other.count;
    }

    long count() {
        return count;
    }

    long longestNanos() {
        return longest;
    }

    /** The time that 99 of 100 do not exceed, to within a bucket. */
    long p99Nanos() {
        long left = count / 100;
        int bucket = buckets.length - 1;
        while (bucket > 0 && left - buckets[bucket] >= 0) {
            left -= buckets[bucket];
            bucket--;
        }
        return Math.min(longest, end(bucket));
    }

    private static int bucket(long nanos) {
        int magnitude = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(Math.max(1, nanos)));
        return (magnitude << BITS) + (int) (nanos >>> magnitude);
    }

    private static long end(int bucket) {
        int magnitude = Math.max(0, (bucket >> BITS) - 1);
        return ((long) (bucket - (magnitude << BITS)) + 1) << magnitude;
    }
}
