// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The load of a gate in the last one to two minutes. Immutable.
 *
 * @param window the time that is looked back
 * @param waited the waits of all who wanted to enter and have left the queue, added up
 * @param held the stays inside, added up, with the one that is under way
 * @param holds the number of these stays
 * @param worstSql the SQL of the holders that others waited for longest in all, or null if nobody waited
 * @param worstAverage how long these holders stayed on average
 * @param growth how the load has grown over the last weeks, or null if two weeks are not over
 */
public record GateLoad(
        Duration window,
        Duration waited,
        Duration held,
        long holds,
        @Nullable String worstSql,
        Duration worstAverage,
        @Nullable GateGrowth growth) {
    /** The share of the time in which the gate was held, from 0 to 1. */
    public double utilisation() {
        return window.isZero() ? 0 : Math.min(1, held.toNanos() / (double) window.toNanos());
    }

    /** The share of their time for which writers waited, from 0 to 1. */
    public double waitShare() {
        double all = waited.toNanos() + (double) held.toNanos();
        return all == 0 ? 0 : waited.toNanos() / all;
    }
}
