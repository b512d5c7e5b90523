// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.config.CheckpointConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that apply to a file: the strictest of its DataSources, and no checkpoints if one forbids them. Immutable.
 *
 * @param checkpointsBy the DataSource that opens the connection for checkpoints, or null if none are run
 * @param emptiedBy the DataSource that empties the log of a file that is gone, which nobody forbids; null if none can
 * @param automatic the size above which checkpoints are run in place of SQLite's own, see {@link AutomaticCheckpoints}
 */
record WalLimits(
        @Nullable WalUser checkpointsBy,
        @Nullable WalUser emptiedBy,
        Duration interval,
        long automatic,
        long soft,
        long hard) {
    private static final Duration GROWING_LOOK = Duration.ofMillis(20);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(100);

    static WalLimits of(List<WalUser> users) {
        boolean forbidden = false;
        WalUser first = null;
        Duration interval = Duration.ofDays(1);
        long automatic = Long.MAX_VALUE;
        long soft = Long.MAX_VALUE;
        long hard = Long.MAX_VALUE;
        for (WalUser user : users) {
            CheckpointConfig wanted = user.config().checkpoint();
            forbidden |= user.forbidsCheckpoints();
            first = first == null && user.canWrite() ? user : first;
            interval = wanted.interval().compareTo(interval) < 0 ? wanted.interval() : interval;
            automatic = Math.min(automatic, AutomaticCheckpoints.limit(user.config()));
            soft = Math.min(soft, wanted.walSoftLimit());
            hard = Math.min(hard, wanted.walHardLimit());
        }
        return new WalLimits(forbidden ? null : first, first, interval, automatic, soft, hard);
    }

    /** The time between two looks at the size of the log: shorter while it grows. */
    Duration look(boolean growing) {
        Duration look = growing ? GROWING_LOOK : LONGEST_LOOK;
        return interval.compareTo(look) < 0 ? interval : look;
    }
}
