// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One session that was not closed in time. Immutable.
 *
 * @param kind why it is reported
 * @param sessionId the session
 * @param poolName its pool
 * @param threadName the thread that opened it
 * @param held time since it was opened
 * @param executingSql what it runs now, without values, or null if it runs nothing; for a reader that pins
 *     the write-ahead log, what began the read
 * @param acquiredAt carries the stack of the place that opened it, or null if stacks are not captured
 */
public record LeakReport(
        LeakKind kind,
        long sessionId,
        String poolName,
        String threadName,
        Duration held,
        @Nullable String executingSql,
        @Nullable Throwable acquiredAt) {}
