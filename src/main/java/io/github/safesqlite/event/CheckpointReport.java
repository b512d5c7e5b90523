// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;

/**
 * The result of one checkpoint, as SQLite reports it (sqlite.org/pragma.html#pragma_wal_checkpoint). Immutable.
 *
 * @param mode how it was run
 * @param busy whether readers or a writer prevented it from finishing
 * @param logFrames frames in the write-ahead log, or -1 if the database has none
 * @param checkpointedFrames frames of them that are now in the database file
 * @param walBytes the size of the {@code -wal} file after it
 * @param took how long it ran
 */
public record CheckpointReport(
        Mode mode, boolean busy, int logFrames, int checkpointedFrames, long walBytes, Duration took) {
    /** How a checkpoint treats other connections. */
    public enum Mode {
        /** Copies what it can without waiting. */
        PASSIVE,
        /** Runs inside the write gate, waits briefly for readers, and leaves an empty {@code -wal} file. */
        TRUNCATE
    }

    /** Whether the whole log is in the database file, so that the next writer can start it again from the beginning. */
    public boolean isComplete() {
        return !busy && logFrames == checkpointedFrames;
    }

    /** Such as {@code TRUNCATE copied 12 of 12 frames in 3 ms, the -wal file has 0 bytes}. */
    @Override
    public String toString() {
        String copied = logFrames < 0
                ? (busy ? " was interrupted" : " found no write-ahead log")
                : " copied " + checkpointedFrames + " of " + logFrames + " frames"
                        + (busy ? ", blocked by other connections," : "");
        return mode + copied + " in " + took.toMillis() + " ms, the -wal file has " + walBytes + " bytes";
    }
}
