// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import java.time.Duration;
import java.util.Optional;

/**
 * What a tracker looks for. Immutable.
 *
 * @param threshold how long a connection may be held before it is reported; empty reports none
 * @param slowWriteThreshold how long the write gate may be held before its holder is reported; empty reports none
 * @param reclaimsLeaks whether a forgotten connection is taken back once its handle was garbage-collected
 * @param capturesStacks whether the stack is kept at each checkout even without a threshold
 */
public record LeakOptions(
        Optional<Duration> threshold,
        Optional<Duration> slowWriteThreshold,
        boolean reclaimsLeaks,
        boolean capturesStacks) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    /** Options that reclaim leaks, and keep stacks if there is a threshold. */
    public LeakOptions(Optional<Duration> threshold, Optional<Duration> slowWriteThreshold) {
        this(threshold, slowWriteThreshold, true, false);
    }

    boolean keepsStacks() {
        return capturesStacks || threshold.isPresent();
    }

    /** How often to look: a quarter of the shorter threshold, so that a report is at most that much late. */
    Duration interval() {
        Duration shorter = threshold.orElse(LONGEST_INTERVAL.multipliedBy(4));
        if (slowWriteThreshold.isPresent() && slowWriteThreshold.get().compareTo(shorter) < 0) {
            shorter = slowWriteThreshold.get();
        }
        Duration quarter = shorter.dividedBy(4);
        if (quarter.compareTo(SHORTEST_INTERVAL) < 0) {
            return SHORTEST_INTERVAL;
        }
        return quarter.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : quarter;
    }
}
