// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a maintenance task. Immutable.
 *
 * @param task its name: {@code optimize}, {@code vacuum}, {@code check}, {@code wal}, {@code backup}, or that of the
 *     application's own task
 * @param started when it began
 * @param took how long it ran
 * @param failure why it failed, or null if it succeeded
 */
public record MaintenanceReport(
        String task,
        Instant started,
        Duration took,
        @Nullable Throwable failure) {
    /** Whether the task succeeded. */
    public boolean succeeded() {
        return failure == null;
    }
}
