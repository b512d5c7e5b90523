// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The write gate of the file at one moment. Immutable.
 *
 * @param holder the holder, or null if the gate is free or whoever is inside only reads and gives way to the next that comes
 * @param waiters the queue, next to enter first
 */
public record GateSnapshot(@Nullable Holder holder, List<Waiter> waiters) {
    /** Copies {@code waiters}. */
    public GateSnapshot {
        waiters = List.copyOf(waiters);
    }

    /**
     * The holder of the gate.
     *
     * @param sessionId the connection
     * @param poolName its pool, which may be another one on the same file
     * @param thread the thread that uses it
     * @param threadState that thread's state
     * @param held time since it entered
     * @param sql what it runs or last ran, without values, or null
     * @param stackNow the current stack of the thread
     * @param applicationName what the connection was told as client info {@code ApplicationName}, or null
     */
    public record Holder(
            long sessionId,
            String poolName,
            String thread,
            String threadState,
            Duration held,
            @Nullable String sql,
            List<StackTraceElement> stackNow,
            @Nullable String applicationName) {
        /** Copies {@code stackNow}. */
        public Holder {
            stackNow = List.copyOf(stackNow);
        }
    }

    /**
     * A connection that waits.
     *
     * @param sessionId the connection
     * @param poolName its pool, which may be another one on the same file
     * @param thread the thread that waits
     * @param waited time since it arrived
     * @param sql what it wants to run, without values, or null
     * @param applicationName what the connection was told as client info {@code ApplicationName}, or null
     * @param background whether it lets interactive writers go first
     */
    public record Waiter(
            long sessionId,
            String poolName,
            String thread,
            Duration waited,
            @Nullable String sql,
            @Nullable String applicationName,
            boolean background) {}
}
