// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.leak.OpenRead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the next checkpoint of a file is due. Not thread-safe.
 *
 * <p>While a reader pins the log, each attempt sorts all its frames in vain, so attempts get rarer until the reader that was
 * the oldest is gone. Those that hold up writers keep a distance of their own.
 */
final class CheckpointSchedule {
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long FORCED_PAUSE = Duration.ofSeconds(5).toNanos();

    private long lastNanos;
    private long pauseNanos;
    private @Nullable OpenRead pinnedBy;
    private long forcedNanos;
    private boolean wasForced;

    CheckpointSchedule(long nowNanos) {
        lastNanos = nowNanos;
    }

    boolean isDue(WalLimits limits, long walBytes, @Nullable OpenRead oldest, long nowNanos) {
        if (walBytes == 0) {
            return false;
        }
        long since = nowNanos - lastNanos;
        if (walBytes <= limits.soft()) {
            return since >= limits.interval().toNanos();
        }
        return since >= pauseNanos || oldest != pinnedBy;
    }

    /** Notes what came of an attempt. */
    void done(CheckpointReport report, WalLimits limits, @Nullable OpenRead oldest, long nowNanos) {
        lastNanos = nowNanos;
        if (report.isComplete()) {
            pauseNanos = 0;
            pinnedBy = null;
        } else {
            long shortest = limits.look().toNanos();
            pauseNanos = oldest == pinnedBy ? Math.min(Math.max(2 * pauseNanos, shortest), LONGEST_PAUSE) : shortest;
            pinnedBy = oldest;
        }
    }

    /** Whether writers may be held up now; saying so counts as having done it. */
    boolean mayForce(long nowNanos) {
        if (wasForced && nowNanos - forcedNanos < FORCED_PAUSE) {
            return false;
        }
        wasForced = true;
        forcedNanos = nowNanos;
        return true;
    }
}
