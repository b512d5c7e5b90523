// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.config.LeakStacks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a tracker reports. Immutable.
 *
 * @param threshold how long a connection may be held before it is reported; empty reports none
 * @param slowWriteThreshold how long the write gate may be held before its holder is reported; empty reports none
 * @param reclaimThreshold how long a connection may idle before it is taken back; empty takes none back
 * @param stacks which checkouts keep their stack; with {@code BUDGET} none does without a threshold
 */
public record LeakOptions(
        Optional<Duration> threshold,
        Optional<Duration> slowWriteThreshold,
        Optional<Duration> reclaimThreshold,
        LeakStacks stacks) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    /** A longer one does not need to be looked at less often. */
    private static final Duration LONGEST_THRESHOLD = Duration.ofSeconds(20);

    /** Options that take back no idle connection, and keep stacks within the budget if there is a threshold. */
    public LeakOptions(Optional<Duration> threshold, Optional<Duration> slowWriteThreshold) {
        this(threshold, slowWriteThreshold, Optional.empty(), LeakStacks.BUDGET);
    }

    /** Which checkouts keep their stack. */
    LeakStacks keptStacks() {
        return stacks == LeakStacks.BUDGET && threshold.isEmpty() ? LeakStacks.OFF : stacks;
    }

    /** How often to look: a quarter of the shortest threshold, so that a report is at most that much late. */
    Duration interval() {
        Duration shortest = LONGEST_THRESHOLD;
        for (Optional<Duration> each : List.of(threshold, slowWriteThreshold, reclaimThreshold)) {
            if (each.isPresent() && each.get().compareTo(shortest) < 0) {
                shortest = each.get();
            }
        }
        // Duration.dividedBy calculates with BigDecimal, which would be loaded for this alone when a process starts.
        Duration quarter = Duration.ofNanos(shortest.toNanos() / 4);
        return quarter.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : quarter;
    }
}
