// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Snapshot;
import com.codahale.metrics.UniformSnapshot;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What {@link Buckets} had counted at one moment. Least and largest value are exact; any other value, and the mean, is at most
 * 1/128 off. Without values all is 0. Immutable.
 */
final class BucketSnapshot extends Snapshot {
    /** One value for each bucket that counted something, in order. */
    private final long[] values;

    private final long[] counts;
    private final long count;
    private final long min;
    private final long max;

    BucketSnapshot(long[] buckets, long min, long max) {
        int[] used =
                IntStream.range(0, buckets.length).filter(i -> buckets[i] > 0).toArray();
        this.counts = Arrays.stream(used).mapToLong(i -> buckets[i]).toArray();
        this.count = LongStream.of(counts).sum();
        this.min = count == 0 ? 0 : min;
        this.max = count == 0 ? 0 : max;
        this.values = Arrays.stream(used)
                .mapToLong(i -> Math.max(this.min, Math.min(this.max, Buckets.middle(i))))
                .toArray();
    }

    /** How many values were counted. */
    long count() {
        return count;
    }

    /** The least value that is not exceeded by this share of all values. */
    @Override
    public double getValue(double quantile) {
        if (!(quantile >= 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile must be from 0 to 1, was " + quantile);
        }
        long rank = (long) Math.ceil(quantile * count);
        if (rank <= 1) {
            return min;
        }
        int i = 0;
        for (long below = counts[0]; below < rank; below += counts[i]) {
            i++;
        }
        return rank == count ? max : values[i];
    }

    /** Each value once, however often it was counted. */
    @Override
    public long[] getValues() {
        return values.clone();
    }

    /** The number of different values. */
    @Override
    public int size() {
        return values.length;
    }

    @Override
    public long getMax() {
        return max;
    }

    @Override
    public long getMin() {
        return min;
    }

    @Override
    public double getMean() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * counts[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    @Override
    public double getStdDev() {
        double mean = getMean();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += counts[i] * (values[i] - mean) * (values[i] - mean);
        }
        return count == 0 ? 0 : Math.sqrt(sum / count);
    }

    /** Writes {@link #getValues}, one to a line. */
    @Override
    public void dump(OutputStream output) {
        new UniformSnapshot(values).dump(output);
    }
}
