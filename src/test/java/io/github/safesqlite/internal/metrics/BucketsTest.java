// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
    private static BucketSnapshot snapshot(long... values) {
        Buckets buckets = new Buckets();
        LongStream.of(values).forEach(buckets::add);
        long[] counts = new long[Buckets.ROWS * Buckets.ROW];
        buckets.addTo(counts);
        return new BucketSnapshot(counts, buckets.min(), buckets.max());
    }

    private static int bucketOf(long value) {
        Buckets buckets = new Buckets();
        buckets.add(value);
        long[] counts = new long[Buckets.ROWS * Buckets.ROW];
        buckets.addTo(counts);
        assertEquals(1, LongStream.of(counts).sum());
        return (int) Arrays.stream(counts).takeWhile(count -> count == 0).count();
    }

    @Test
    void everyValueIsNearTheMiddleOfItsBucketAndBucketsAreInOrder() {
        int before = 0;
        for (int bits = 0; bits < Long.SIZE - 1; bits++) {
            long power = 1L << bits;
            for (long value : new long[] {power, power + power / 3, power + power / 2, power + (power - 1)}) {
                int bucket = bucketOf(value);
                assertTrue(bucket >= before, () -> value + " is in bucket " + bucket);
                before = bucket;
                double error = Math.abs((double) Buckets.middle(bucket) - value);
                assertTrue(error * 128 <= value, () -> value + " is shown as " + Buckets.middle(bucket));
            }
        }
        assertEquals(Buckets.ROWS * Buckets.ROW - 1, bucketOf(Long.MAX_VALUE));
    }

    @Test
    void smallNumbersAreExact() {
        long[] values = LongStream.range(0, 128).toArray();
        assertArrayEquals(values, snapshot(values).getValues());
    }

    @Test
    void whatIsBelowZeroIsZero() {
        BucketSnapshot snapshot = snapshot(-1, Long.MIN_VALUE);
        assertArrayEquals(new long[] {0}, snapshot.getValues());
        assertEquals(2, snapshot.count());
        assertEquals(0, snapshot.getMax());
    }

    @Test
    void oneValueAndTheExtremesAreExact() {
        for (long value : new long[] {0, 1000, 5_000_000_001L, Long.MAX_VALUE}) {
            BucketSnapshot one = snapshot(value, value);
            assertEquals(value, one.getMin());
            assertEquals(value, one.getMax());
            assertEquals((double) value, one.get99thPercentile());
            assertEquals((double) value, one.getMean());
            assertEquals(0, one.getStdDev());
        }
        BucketSnapshot two = snapshot(30_000_000_001L, 1001, 5000);
        assertEquals(1001, two.getMin());
        assertEquals(1001, two.getValue(0));
        assertEquals(30_000_000_001L, two.getMax());
        assertEquals(30_000_000_001L, two.getValue(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void percentilesMeanAndDeviationAreThoseOfTheSortedValues(long seed) {
        Random random = new Random(seed);
        // Most of them some microseconds, a few up to seconds: as waits are.
        long[] values = LongStream.generate(() -> (long) Math.exp(8 + 2 * random.nextGaussian()))
                .limit(10_007)
                .toArray();
        BucketSnapshot snapshot = snapshot(values);
        long[] sorted = Arrays.stream(values).sorted().toArray();
        for (double share : new double[] {0, 0.001, 0.5, 0.75, 0.95, 0.98, 0.99, 0.999, 1}) {
            double exact = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
            assertEquals(exact, snapshot.getValue(share), exact / 128, "share " + share);
        }
        double mean = LongStream.of(values).average().orElseThrow();
        double square = LongStream.of(values)
                .mapToDouble(value -> (double) value * value)
                .average()
                .orElseThrow();
        assertEquals(mean, snapshot.getMean(), mean / 128);
        assertEquals(Math.sqrt(square - mean * mean), snapshot.getStdDev(), Math.sqrt(square) / 128);
    }

    @Test
    void nothingCountedIsZero() {
        BucketSnapshot none = snapshot();
        assertEquals(0, none.getMin());
        assertEquals(0, none.getMax());
        assertEquals(0, none.getMean());
        assertEquals(0, none.getStdDev());
        assertEquals(0, none.getMedian());
        assertEquals(0, none.getValue(1));
        assertEquals(0, none.size());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void shareBeyondAllIsRefused(double share) {
        assertThrows(IllegalArgumentException.class, () -> snapshot(1).getValue(share));
    }

    @Test
    void dumpIsTheValues() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BucketSnapshot snapshot = snapshot(7, 3, 3);
        snapshot.dump(out);
        assertEquals(
                List.of("3", "7"), out.toString(StandardCharsets.UTF_8).lines().toList());
        assertEquals(2, snapshot.size());
    }
}
