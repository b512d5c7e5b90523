// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.AdaptiveConfig;
import java.time.Duration;

/**
 * When a key is trusted to read.
 *
 * @param after how many transactions in a row must have only read if none has written
 * @param againAfter how many must have only read since the last one that wrote
 * @param forgetWritesAfter the age at which a write no longer counts
 * @param firstRunTimeout how long one waits for another while nothing is known of the key
 */
public record TrustRules(int after, int againAfter, Duration forgetWritesAfter, Duration firstRunTimeout) {
    /** A write longer ago than this counts as none. */
    public static final Duration FORGET_WRITES_AFTER = Duration.ofHours(1);

    /** Those of a DataSource. */
    static TrustRules of(AdaptiveConfig config) {
        return new TrustRules(
                config.trustAfter(), config.trustAgainAfter(), FORGET_WRITES_AFTER, config.firstRunTimeout());
    }
}
