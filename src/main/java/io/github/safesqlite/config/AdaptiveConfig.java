// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What {@link BeginMode#ADAPTIVE} does with transactions that read. Immutable.
 *
 * @param trustAfter how many transactions in a row must have only read, while none has written, until one that begins alike takes
 *     no lock
 * @param trustAgainAfter how many must have only read since the last one that wrote
 * @param keys how many beginnings are remembered
 * @param giveWayAfter how long a transaction that has only read stays in the write gate while others wait and it is in the
 *     middle of a query; ten times as long in all; empty if it never gives way
 * @param firstRunTimeout how long a transaction waits for another one that began alike while nothing is known of them
 * @param recheckReads how many reads are repeated at most before a transaction writes on an outdated snapshot; 0 repeats none
 * @param recheckRows how many rows they may have together
 * @param recheckTimeout how long that may take
 */
public record AdaptiveConfig(
        int trustAfter,
        int trustAgainAfter,
        int keys,
        Optional<Duration> giveWayAfter,
        Duration firstRunTimeout,
        int recheckReads,
        int recheckRows,
        Duration recheckTimeout) {}
