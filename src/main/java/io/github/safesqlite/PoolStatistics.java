// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

/**
 * The numbers of a DataSource at one moment. Immutable.
 *
 * @param openSessions connections that callers have open; most of them need no physical connection
 * @param active physical connections that are bound to a session
 * @param idle physical connections that wait for one
 * @param total physical connections in all
 * @param pending sessions that wait for a physical connection
 * @param maximum the option maximumPoolSize; one more serves the writer
 * @param minimumIdle the option minimumIdle
 * @param writeWaiters sessions that wait for the write gate of the file
 */
public record PoolStatistics(
        int openSessions,
        int active,
        int idle,
        int total,
        int pending,
        int maximum,
        int minimumIdle,
        int writeWaiters) {}
