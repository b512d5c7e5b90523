// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import io.github.safesqlite.event.SessionUse;
import java.time.Duration;

/**
 * One open connection of the application. Immutable.
 *
 * @param sessionId its number in messages and events
 * @param thread the thread that opened it
 * @param threadState that thread's state; {@code TERMINATED} if it has ended
 * @param held time since it was opened
 * @param use what it does
 * @param acquiredAt carries the stack that opened it; without frames if stacks are not recorded
 */
public record SessionSnapshot(
        long sessionId, String thread, String threadState, Duration held, SessionUse use, Throwable acquiredAt) {
    /** One line such as {@code connection #3, opened by thread "http-4" (WAITING) 6120 ms ago, idle}. */
    public String describe() {
        String sql = use.executingSql();
        return "connection #" + sessionId + ", opened by thread \"" + thread + "\" (" + threadState + ") "
                + held.toMillis() + " ms ago, " + (sql == null ? "idle" : "executing " + sql);
    }
}
