// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** How a read-write transaction begins when its first statement runs. */
public enum BeginMode {
    /**
     * Learns from earlier transactions that began with the same statement. One that is going to write begins as with {@link #IMMEDIATE};
     * one that is known to read only takes no lock.
     */
    ADAPTIVE,
    /** Enters the write gate and takes SQLite's write lock at once, so that a later write cannot find its snapshot stale. */
    IMMEDIATE,
    /** Takes no lock until the first write; a write after a read can then fail with a stale snapshot. */
    DEFERRED
}
