// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.internal.listeners.Listeners;
import java.time.Duration;

/**
 * What a writer has of its DataSource, beside connections.
 *
 * @param closeTimeout how long it may take to close by itself
 * @param listeners who hears of its batches
 * @param closed told when it is closed
 */
record WriterHome(Duration closeTimeout, Listeners listeners, Closed closed) {
    /** Hears that a writer is closed. */
    @FunctionalInterface
    interface Closed {
        void closed(OpenWriter writer);
    }
}
