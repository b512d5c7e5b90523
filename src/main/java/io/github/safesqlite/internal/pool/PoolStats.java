// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

/**
 * The numbers of a connection source at one moment.
 *
 * @param active connections bound to sessions, the parked ones included
 * @param idle connections that no session uses, the hot one included
 * @param total active and idle
 * @param pending sessions that wait for a connection
 * @param parked those of the active ones whose sessions wait at the write gate
 * @param maximum the limit for connections that are neither hot nor parked
 * @param minimumIdle how many idle connections are kept ready
 */
public record PoolStats(int active, int idle, int total, int pending, int parked, int maximum, int minimumIdle) {
    /** The numbers as they stand in messages. */
    public String describe() {
        return "active=" + active + ", idle=" + idle + ", total=" + total + ", pending=" + pending + ", parked="
                + parked + ", maximumPoolSize=" + maximum;
    }
}
