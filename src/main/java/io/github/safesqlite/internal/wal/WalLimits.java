// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.config.CheckpointConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a file: of several DataSources the strictest, and no checkpoint is run if one forbids it. Immutable.
 *
 * @param checkpointsBy the DataSource that opens the connection for checkpoints, or null if none are run
 * @param emptiedBy the DataSource that empties the log of a file that is gone, which nobody forbids; null if none can
 */
record WalLimits(
        @Nullable WalUser checkpointsBy, @Nullable WalUser emptiedBy, Duration interval, long soft, long hard) {
    private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

    static WalLimits of(List<WalUser> users) {
        boolean forbidden = false;
        WalUser first = null;
        Duration interval = Duration.ofDays(1);
        long soft = Long.MAX_VALUE;
        long hard = Long.MAX_VALUE;
        for (WalUser user : users) {
            CheckpointConfig wanted = user.config().checkpoint();
            forbidden |= user.forbidsCheckpoints();
            first = first == null && user.canWrite() ? user : first;
            interval = wanted.interval().compareTo(interval) < 0 ? wanted.interval() : interval;
            soft = Math.min(soft, wanted.walSoftLimit());
            hard = Math.min(hard, wanted.walHardLimit());
        }
        return new WalLimits(forbidden ? null : first, first, interval, soft, hard);
    }

    /** The time between two looks at the size of the log. */
    Duration look() {
        return interval.compareTo(LONGEST_LOOK) < 0 ? interval : LONGEST_LOOK;
    }
}
