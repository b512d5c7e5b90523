// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@link Counters} keep and store. Immutable.
 *
 * @param name what messages and metrics call them; {@code counters} by default
 * @param interval how often they store what was added; 1 s by default
 * @param maxKeys how many keys they keep in memory at most; 10,000 by default
 * @param maxBlock how long a new key waits for room; 5 s by default
 * @param insertMissing whether a row that is not there is inserted; true by default
 */
public record CountersOptions(String name, Duration interval, int maxKeys, Duration maxBlock, boolean insertMissing) {
    private static final CountersOptions DEFAULTS =
            new CountersOptions("counters", Duration.ofSeconds(1), 10_000, Duration.ofSeconds(5), true);

    /** Refuses nonsense. */
    public CountersOptions {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(maxBlock, "maxBlock");
        require(!name.isBlank() && name.indexOf('\n') < 0, "name must be one line and not blank");
        require(interval.compareTo(Duration.ofMillis(1)) >= 0, "interval must be at least 1 ms, was " + interval);
        require(maxKeys > 0, "maxKeys must be at least 1, was " + maxKeys);
        require(!maxBlock.isNegative(), "maxBlock must not be negative, was " + maxBlock);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The defaults. */
    public static CountersOptions defaults() {
        return DEFAULTS;
    }

    /** The same, with another name. */
    public CountersOptions withName(String value) {
        return new CountersOptions(value, interval, maxKeys, maxBlock, insertMissing);
    }

    /** The same, stored that often. */
    public CountersOptions withInterval(Duration value) {
        return new CountersOptions(name, value, maxKeys, maxBlock, insertMissing);
    }

    /** The same, with at most so many keys in memory. */
    public CountersOptions withMaxKeys(int value) {
        return new CountersOptions(name, interval, value, maxBlock, insertMissing);
    }

    /** The same, with a new key that waits for room that long. */
    public CountersOptions withMaxBlock(Duration value) {
        return new CountersOptions(name, interval, maxKeys, value, insertMissing);
    }

    /** The same, with or without rows that are inserted. */
    public CountersOptions withInsertMissing(boolean value) {
        return new CountersOptions(name, interval, maxKeys, maxBlock, value);
    }
}
