// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.snapshot.StatementCosts;
import java.time.Duration;

/** What statements of one text have cost in a gate. Guarded by its {@link GateCosts}. */
final class TextCost {
    private static final int PER_DOUBLING = 4;

    private final String text;
    /** How many took how long: four for each doubling of the time. */
    private final int[] buckets = new int[(Long.SIZE - 1) * PER_DOUBLING];

    private final CostSum sum = new CostSum();

    /** That of all texts of its kind. */
    private final CostSum ofKind;

    private long longestNanos;

    TextCost(String text, CostSum ofKind) {
        this.text = text;
        this.ofKind = ofKind;
    }

    String text() {
        return text;
    }

    long heldNanos() {
        return sum.heldNanos();
    }

    /** Adds a statement that counts for so many. */
    void add(GateStatement.Spent spent, int count) {
        long counted = Math.max(1, spent.nanos());
        sum.add(counted, spent.waiters(), spent.rows(), count);
        ofKind.add(counted, spent.waiters(), spent.rows(), count);
        longestNanos = Math.max(longestNanos, counted);
        buckets[bucketOf(counted)] += count;
    }

    private static int bucketOf(long nanos) {
        int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int quarter = doublings < 2 ? 0 : (int) (nanos >> doublings - 2) & PER_DOUBLING - 1;
        return doublings * PER_DOUBLING + quarter;
    }

    /** The time that so large a part took at most, up to the width of a bucket. */
    private long percentileNanos(double share) {
        long wanted = (long) Math.ceil(sum.calls() * share);
        long found = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            found += buckets[bucket];
            if (found >= wanted) {
                return Math.min(longestNanos, endOf(bucket));
            }
        }
        return longestNanos;
    }

    private static long endOf(int bucket) {
        double begin = Math.scalb(1.0, bucket / PER_DOUBLING);
        return (long) (begin * (1 + (bucket % PER_DOUBLING + 1) / (double) PER_DOUBLING));
    }

    StatementCosts.Cost shown() {
        StatementCosts.Totals total = sum.shown();
        return new StatementCosts.Cost(
                SqlText.abbreviate(text),
                total.calls(),
                total.rows(),
                total.held(),
                total.madeWait(),
                Duration.ofNanos(percentileNanos(0.99)),
                Duration.ofNanos(longestNanos));
    }
}
