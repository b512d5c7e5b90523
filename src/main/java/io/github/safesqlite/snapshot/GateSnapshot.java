// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The write gate of the file at one moment. Immutable.
 *
 * @param holder who is inside, or null if it is free
 * @param waiters who waits, next to enter first
 */
public record GateSnapshot(@Nullable Holder holder, List<Waiter> waiters) {
    /** Copies {@code waiters}. */
    public GateSnapshot {
        waiters = List.copyOf(waiters);
    }

    /**
     * Who is inside.
     *
     * @param sessionId the session
     * @param poolName its pool, which may be another one on the same file
     * @param thread the thread that uses it
     * @param threadState that thread's state
     * @param held time since it entered
     * @param sql what it runs or ran last, without values, or null
     * @param stackNow where the thread is
     */
    public record Holder(
            long sessionId,
            String poolName,
            String thread,
            String threadState,
            Duration held,
            @Nullable String sql,
            List<StackTraceElement> stackNow) {
        /** Copies {@code stackNow}. */
        public Holder {
            stackNow = List.copyOf(stackNow);
        }
    }

    /**
     * Who waits.
     *
     * @param sessionId the session
     * @param poolName its pool, which may be another one on the same file
     * @param thread the thread that waits
     * @param waited time since it arrived
     * @param sql what it wants to run, without values, or null
     */
    public record Waiter(
            long sessionId,
            String poolName,
            String thread,
            Duration waited,
            @Nullable String sql) {}
}
