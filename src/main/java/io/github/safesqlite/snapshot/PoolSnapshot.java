// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

/**
 * The numbers of connections of a DataSource at one moment. Immutable.
 *
 * @param openSessions connections that callers have open; most of them need no physical connection
 * @param active physical connections in use, including parked ones
 * @param idle physical connections
 * @param total physical connections in all
 * @param pending connections that wait for a physical connection
 * @param parked active physical connections that wait at the write gate
 * @param maximum the option maximumPoolSize, one more serves the writer; 0 if another DataSource owns the connections
 * @param minimumIdle the option minimumIdle
 * @param writeWaiters connections that wait for the write gate of the file
 * @param suspended whether nobody gets a physical connection until the pool is resumed
 */
public record PoolSnapshot(
        int openSessions,
        int active,
        int idle,
        int total,
        int pending,
        int parked,
        int maximum,
        int minimumIdle,
        int writeWaiters,
        boolean suspended) {
    /** Returns the numbers of physical connections alone; open connections are not counted. */
    public static PoolSnapshot ofConnections(
            int active, int idle, int total, int pending, int parked, int maximum, int minimumIdle, boolean suspended) {
        return new PoolSnapshot(0, active, idle, total, pending, parked, maximum, minimumIdle, 0, suspended);
    }

    /** Returns the same with the numbers of open connections. */
    public PoolSnapshot withSessions(int open, int atGate) {
        return new PoolSnapshot(open, active, idle, total, pending, parked, maximum, minimumIdle, atGate, suspended);
    }

    /** The fraction of the allowed connections that is in use, from 0 to 1; 0 if there is no limit. */
    public double usage() {
        return maximum == 0 ? 0 : Math.min(1, Math.max(0, active - parked) / (double) maximum);
    }

    /** The numbers of the physical connections as they stand in messages. */
    public String describe() {
        return "active=" + active + ", idle=" + idle + ", total=" + total + ", pending=" + pending + ", parked="
                + parked + ", maximumPoolSize=" + maximum;
    }
}
