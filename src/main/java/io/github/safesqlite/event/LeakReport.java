// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session, or a part of one, that was not closed in time. Immutable.
 *
 * @param kind why it is reported
 * @param sessionId the session
 * @param poolName its pool
 * @param threadName the thread that opened it
 * @param threadState the state of that thread
 * @param held time since it was opened
 * @param executingSql the SQL that it runs now, that the forgotten part ran last, or that began the read which pins the
 *     write-ahead log; without values, null if there is none
 * @param acquiredAt carries the stack of the place that opened it, or null if stacks are not captured
 * @param use what the session does otherwise
 * @param stackNow where the thread that opened it is now; empty if it has ended or was not looked at
 */
public record LeakReport(
        LeakKind kind,
        long sessionId,
        String poolName,
        String threadName,
        Thread.State threadState,
        Duration held,
        @Nullable String executingSql,
        @Nullable Throwable acquiredAt,
        SessionUse use,
        List<StackTraceElement> stackNow) {

    /** Copies {@code stackNow}. */
    public LeakReport {
        stackNow = List.copyOf(stackNow);
    }

    /** A report by a running thread, without a look at what the session does. */
    public LeakReport(
            LeakKind kind,
            long sessionId,
            String poolName,
            String threadName,
            Duration held,
            @Nullable String executingSql,
            @Nullable Throwable acquiredAt) {
        this(
                kind,
                sessionId,
                poolName,
                threadName,
                Thread.State.RUNNABLE,
                held,
                executingSql,
                acquiredAt,
                SessionUse.UNKNOWN,
                List.of());
    }
}
