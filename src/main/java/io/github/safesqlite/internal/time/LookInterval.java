// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How often to look at what has limits: a quarter of the shortest limit, so that what exceeds one is seen at most that much late. */
public final class LookInterval {
    private static final int LOOKS_PER_LIMIT = 4;

    private LookInterval() {}

    /** The interval for these limits, of which empty ones do not count; from {@code shortest} to {@code longest}. */
    public static Duration of(List<Optional<Duration>> limits, Duration shortest, Duration longest) {
        // In nanoseconds: Duration.dividedBy calculates with BigDecimal, which would be loaded for this alone when a
        // process starts.
        Duration limit = Duration.ofNanos(longest.toNanos() * LOOKS_PER_LIMIT);
        for (Optional<Duration> each : limits) {
            if (each.isPresent() && each.get().compareTo(limit) < 0) {
                limit = each.get();
            }
        }
        Duration interval = Duration.ofNanos(limit.toNanos() / LOOKS_PER_LIMIT);
        return interval.compareTo(shortest) < 0 ? shortest : interval;
    }
}
