// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import io.github.safesqlite.event.CheckpointReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of a file, which all DataSources on it share. Immutable.
 *
 * @param bytes the size of the {@code -wal} file; 0 if there is none
 * @param softLimit the smallest {@code walSoftLimit} of the DataSources on the file
 * @param hardLimit the smallest {@code walHardLimit}
 * @param pin the read that keeps a log over its soft limit from being reset, or null if none of this JVM does
 * @param lastCheckpoint what the last checkpoint of the library did, or null if there was none yet
 * @param sinceCheckpoint the time since then; zero if there was none
 */
public record WalSnapshot(
        long bytes,
        long softLimit,
        long hardLimit,
        @Nullable Pin pin,
        @Nullable CheckpointReport lastCheckpoint,
        Duration sinceCheckpoint) {
    /**
     * The oldest read of this JVM.
     *
     * @param sessionId the number of its connection
     * @param poolName the pool of that connection
     * @param age the time since it began
     * @param sql what it reads, without values, or null
     */
    public record Pin(
            long sessionId,
            String poolName,
            Duration age,
            @Nullable String sql) {
        /** Such as {@code connection #17 of app has been reading for 61204 ms (select * from orders)}. */
        public String describe() {
            return "connection #" + sessionId + " of " + poolName + " has been reading for " + age.toMillis() + " ms"
                    + (sql == null ? "" : " (" + sql + ")");
        }
    }

    /** Size and limits in one line, such as {@code 93 MiB (walSoftLimit=64 MiB, walHardLimit=256 MiB)}. */
    public String describeSize() {
        return size(bytes) + " (walSoftLimit=" + size(softLimit) + ", walHardLimit=" + size(hardLimit) + ")";
    }

    private static String size(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : ((bytes + 1023) >> 10) + " KiB";
    }
}
