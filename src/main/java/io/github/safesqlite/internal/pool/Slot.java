// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

/** How a connection of the pool is counted. */
enum Slot {
    /** In maximumPoolSize. */
    POOLED,
    /** The one that wrote last: one beside maximumPoolSize. */
    HOT,
    /** Bound to a session that waits at the write gate: beside maximumPoolSize, up to maximumParked. */
    PARKED
}
