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
 * the oldest is gone. Those that hold up writers keep a distance of their own, and are not repeated for a
 * reader for whom it was in vain and who will hardly end so soon.
 */
final class CheckpointSchedule {
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();

    /** The longest time that writers wait for a checkpoint, and how far apart that is. */
    static final Duration LONG_WAIT = Duration.ofMillis(200);

    private static final long LONG_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);
    private static final long SHORT_PAUSE = Duration.ofMillis(500).toNanos();

    /** A read that is open for so long will not end while writers are held up for it. */
    static final Duration LONG_READ = Duration.ofSeconds(1);

    private long lastNanos;
    private long pauseNanos;
    private @Nullable OpenRead pinnedBy;
    private @Nullable OpenRead waitedFor;
    private long shortNanos;
    private long longNanos;

    CheckpointSchedule(long nowNanos) {
        lastNanos = nowNanos;
        shortNanos = nowNanos - SHORT_PAUSE;
        longNanos = nowNanos - LONG_PAUSE;
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
            shortNanos = nowNanos - SHORT_PAUSE;
        } else {
            long shortest = limits.look(false).toNanos();
            pauseNanos = oldest == pinnedBy ? Math.min(Math.max(2 * pauseNanos, shortest), LONGEST_PAUSE) : shortest;
            pinnedBy = oldest;
        }
    }

    /**
     * How long writers may be held up now for readers to come to an end; zero for not at all. Saying so counts as having done
     * it. Readers that overlap need it: without new commits they come to stand on the last one.
     *
     * @param oldest the oldest read of this JVM, or null if none is open
     */
    Duration writersWait(boolean overHardLimit, @Nullable OpenRead oldest, long nowNanos) {
        if (oldest != null && oldest == waitedFor && nowNanos - oldest.sinceNanos() >= LONG_READ.toNanos()) {
            return Duration.ZERO;
        }
        Duration wait = nextWait(overHardLimit, nowNanos);
        waitedFor = wait.isZero() ? waitedFor : oldest;
        return wait;
    }

    private Duration nextWait(boolean overHardLimit, long nowNanos) {
        if (overHardLimit && nowNanos - longNanos >= LONG_PAUSE) {
            longNanos = nowNanos;
            shortNanos = nowNanos;
            return LONG_WAIT;
        }
        if (nowNanos - shortNanos >= SHORT_PAUSE) {
            shortNanos = nowNanos;
            return SHORT_WAIT;
        }
        return Duration.ZERO;
    }
}
