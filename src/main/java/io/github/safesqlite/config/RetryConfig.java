// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.time.Duration;

/**
 * How attempts follow each other while SQLite is busy. Immutable.
 *
 * @param attempts 1 + retries; the deadline usually ends the wait first
 * @param firstDelay the wait before the second attempt; each later one doubles
 * @param maximumDelay the longest wait between two attempts
 * @param jitter the part of each wait, 0 to 1, that is random, so that waiters do not wake together
 */
public record RetryConfig(int attempts, Duration firstDelay, Duration maximumDelay, double jitter) {
    /** The defaults of the table of options. */
    public static RetryConfig defaults() {
        return new RetryConfig(10_000, Duration.ofNanos(50_000), Duration.ofMillis(10), 0.5);
    }
}
