// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The outcomes of the entries of a batch, in order. Kept as numbers: an object per entry would take more memory than its
 * parameters.
 */
public final class BatchOutcomes extends AbstractList<Outcome> {
    private static final long[] NONE = {};

    private final long[] counts;
    private final BitSet withKey = new BitSet();
    private long[] keys = NONE;
    private int size;

    BatchOutcomes(int entries) {
        counts = new long[entries];
    }

    /** Takes the outcome of the next entry, which has no rows. */
    @Override
    public boolean add(Outcome outcome) {
        counts[size] = outcome.updateCount();
        if (!outcome.generatedKeys().isEmpty()) {
            if (keys.length == 0) {
                keys = new long[counts.length];
            }
            keys[size] = outcome.generatedKeys().get(0);
            withKey.set(size);
        }
        size++;
        return true;
    }

    @Override
    public Outcome get(int index) {
        return withKey.get(index) ? Outcome.count(counts[index], keys[index]) : Outcome.count(counts[index]);
    }

    @Override
    public int size() {
        return size;
    }

    /** How many rows each entry has changed. */
    public long[] counts() {
        return size == counts.length ? counts : Arrays.copyOf(counts, size);
    }

    /** The keys that were generated. */
    public List<Long> generatedKeys() {
        if (withKey.isEmpty()) {
            return List.of();
        }
        long[] generated = withKey.stream().mapToLong(entry -> keys[entry]).toArray();
        return new AbstractList<>() {
            @Override
            public Long get(int index) {
                return generated[index];
            }

            @Override
            public int size() {
                return generated.length;
            }
        };
    }
}
