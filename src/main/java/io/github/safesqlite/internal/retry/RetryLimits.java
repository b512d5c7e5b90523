// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import io.github.safesqlite.config.SqliteConfig;
import java.time.Duration;

/**
 * The limits of retries while SQLite is busy. Immutable.
 *
 * @param attempts 1 + retries; the deadline usually ends the wait first
 * @param firstDelay the wait before the second attempt; each later one doubles
 * @param maximumDelay the longest wait between two attempts
 * @param jitter the part of each wait, 0 to 1, that is random, so that waiters do not wake together
 */
public record RetryLimits(int attempts, Duration firstDelay, Duration maximumDelay, double jitter) {
    /** Those of {@code config}. */
    public static RetryLimits of(SqliteConfig config) {
        return new RetryLimits(
                config.retryAttempts(), config.retryFirstDelay(), config.retryMaximumDelay(), config.retryJitter());
    }
}
