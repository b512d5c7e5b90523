// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to do once per interval, by whichever DataSource of whichever process comes first. Immutable.
 *
 * @param name tasks of one name are one task, for all that use the file
 * @param notBefore when it may run for the first time
 */
record Task(String name, Duration interval, Instant notBefore, MaintenanceUser user, Work work) {
    /** A clock that was set back by more than this makes the last run unknown. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** Whether it is to be run now, if it was last run at {@code last}; null means never. */
    boolean isDue(@Nullable Instant last, Instant now) {
        return !now.isBefore(next(last, now));
    }

    /** When it is to be run next. */
    Instant next(@Nullable Instant last, Instant now) {
        if (last == null || last.isAfter(now.plus(CLOCK_SKEW))) {
            return notBefore;
        }
        Instant next = last.plus(interval);
        return next.isAfter(notBefore) ? next : notBefore;
    }
}
