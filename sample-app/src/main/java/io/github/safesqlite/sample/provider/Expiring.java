// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/**
 * A value that is read again once it is too old. Safe for use by multiple threads.
 *
 * @param <T> the value
 */
final class Expiring<T> {
    private final Source<T> source;
    private final Clock clock;
    private final long longestAge;
    private T value;
    private long readAt;

    /** Where the value comes from. */
    interface Source<T> {
        T read() throws SQLException;
    }

    Expiring(Source<T> source, Duration longestAge, Clock clock) {
        this.source = source;
        this.longestAge = longestAge.toMillis();
        this.clock = clock;
    }

    /** The value, at most so old. */
    synchronized T get() throws SQLException {
        long now = clock.millis();
        if (value == null || now - readAt >= longestAge) {
            value = source.read();
            readAt = now;
        }
        return value;
    }
}
