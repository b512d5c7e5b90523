// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds the write gate or a connection, as seen at one moment. Immutable.
 *
 * @param sessionId the number of the connection that holds it
 * @param poolName the pool that the connection belongs to; it can be another one on the same file
 * @param thread the thread that entered or acquired; it may have handed the connection on since
 * @param held time since it entered or acquired
 * @param sql what the holder runs or last ran, without values, or null if it has run nothing yet
 * @param stackAtEntry the thread's stack when it entered, or empty if it was not captured
 * @param applicationName what the connection was told as client info {@code ApplicationName}, or null
 */
public record HolderInfo(
        long sessionId,
        String poolName,
        Thread thread,
        Duration held,
        @Nullable String sql,
        List<StackTraceElement> stackAtEntry,
        @Nullable String applicationName) {
    /** Copies {@code stackAtEntry}. */
    public HolderInfo {
        stackAtEntry = List.copyOf(stackAtEntry);
    }

    /** A holder without an application name. */
    public HolderInfo(
            long sessionId,
            String poolName,
            Thread thread,
            Duration held,
            @Nullable String sql,
            List<StackTraceElement> stackAtEntry) {
        this(sessionId, poolName, thread, held, sql, stackAtEntry, null);
    }
}
