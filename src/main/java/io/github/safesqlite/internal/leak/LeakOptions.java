// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.config.LeakStacks;
import io.github.safesqlite.internal.time.LookInterval;
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
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

    /** Options that take back no idle connection, and keep stacks within the budget if there is a threshold. */
    public LeakOptions(Optional<Duration> threshold, Optional<Duration> slowWriteThreshold) {
        this(threshold, slowWriteThreshold, Optional.empty(), LeakStacks.BUDGET);
    }

    /** Which checkouts keep their stack. */
    LeakStacks keptStacks() {
        return stacks == LeakStacks.BUDGET && threshold.isEmpty() ? LeakStacks.OFF : stacks;
    }

    /** How often to look. */
    Duration interval() {
        return LookInterval.of(
                List.of(threshold, slowWriteThreshold, reclaimThreshold), SHORTEST_INTERVAL, LONGEST_INTERVAL);
    }
}
