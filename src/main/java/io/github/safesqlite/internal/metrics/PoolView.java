// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

/**
 * The numbers of a pool at one moment. Immutable.
 *
 * @param active physical connections in use, the writing one included
 * @param idle physical connections ready for use
 * @param total physical connections open
 * @param pending sessions that wait for a physical connection
 * @param maximum the most physical connections allowed
 * @param minimumIdle the fewest idle connections kept
 * @param writeWaiters sessions that wait at the write gate
 * @param openSessions sessions opened and not closed
 * @param walBytes size of the {@code -wal} file
 * @param walPinnedMillis how long a reader has kept a log over its soft limit from being reset, or 0
 */
public record PoolView(
        int active,
        int idle,
        int total,
        int pending,
        int maximum,
        int minimumIdle,
        int writeWaiters,
        int openSessions,
        long walBytes,
        long walPinnedMillis) {}
