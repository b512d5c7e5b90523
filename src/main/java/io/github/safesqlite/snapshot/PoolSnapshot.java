// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

/**
 * The physical connections at one moment. Immutable.
 *
 * @param active bound to a session, the parked ones included
 * @param idle ready for a session
 * @param total open in all
 * @param pending sessions that wait for one
 * @param parked those of the active ones whose sessions wait at the write gate
 * @param maximum the option maximumPoolSize; 0 if another DataSource owns the connections
 * @param minimumIdle the option minimumIdle
 * @param suspended whether nobody gets a connection until the pool is resumed
 */
public record PoolSnapshot(
        int active, int idle, int total, int pending, int parked, int maximum, int minimumIdle, boolean suspended) {
    /** The share of the allowed connections that is in use, from 0 to 1; 0 if there is no limit. */
    public double usage() {
        return maximum == 0 ? 0 : Math.min(1, Math.max(0, active - parked) / (double) maximum);
    }
}
