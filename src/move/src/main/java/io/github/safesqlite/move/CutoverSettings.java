// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.cutover.Step;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a cut-over is made.
 *
 * @param clear whether all rows of the target are removed first
 * @param dryRun whether nothing is written
 * @param attempts how often the writers may be stopped
 * @param hold for how long at most each time
 * @param lockWait how long to wait for the write lock
 * @param ticker the clock, in nanoseconds
 * @param steps is told of the steps
 */
record CutoverSettings(
        boolean clear,
        boolean dryRun,
        int attempts,
        Duration hold,
        Duration lockWait,
        LongSupplier ticker,
        Step.Listener steps) {}
