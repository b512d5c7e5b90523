// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import java.time.Duration;

/**
 * Decides when a checkpoint is due in place of those that SQLite runs at commit, where these are switched off since they may lose
 * commits. Not thread-safe.
 *
 * <p>SQLite restarts the log at its start once all of it is copied back, and leaves the file as long as it was. So its length
 * tells how much is in it only while it grows; of a log that does not grow but is written to, nobody can tell.
 */
final class AutomaticCheckpoints {
    /** Like SQLite's default for {@code wal_autocheckpoint}. */
    private static final long DEFAULT_PAGES = 1000;

    /** With the header of the frame; a file with other pages has a log that is as long. */
    private static final long BYTES_PER_PAGE = 4096 + 24;

    private static final long LEFT_TO_SQLITE = Long.MAX_VALUE;
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private WalFile.State last = WalFile.State.NONE;
    private long lastNanos;

    AutomaticCheckpoints(long nowNanos) {
        lastNanos = nowNanos - PAUSE;
    }

    /** The length of the log, in bytes, from which on these checkpoints keep it small: the user's {@code wal_autocheckpoint}. */
    static long limit(SqliteConfig config) {
        if (!InstalledSqlite.mayLoseCommits()) {
            return LEFT_TO_SQLITE;
        }
        String configured = config.pragmas().get("wal_autocheckpoint");
        long pages = configured == null ? DEFAULT_PAGES : Long.parseLong(configured);
        return pages <= 0 || pages > LEFT_TO_SQLITE / BYTES_PER_PAGE ? LEFT_TO_SQLITE : pages * BYTES_PER_PAGE;
    }

    /** Whether one is due of a log that may be that long. */
    boolean isDue(long limit, WalFile wal, long nowNanos) {
        if (limit == LEFT_TO_SQLITE) {
            return false;
        }
        WalFile.State now = wal.state();
        return now.bytes() > limit
                && (now.bytes() > last.bytes() || !now.isSameAs(last) && nowNanos - lastNanos >= PAUSE);
    }

    /** A checkpoint begins, for whatever reason. */
    void begins(WalFile wal, long nowNanos) {
        last = wal.state();
        lastNanos = nowNanos;
    }
}
