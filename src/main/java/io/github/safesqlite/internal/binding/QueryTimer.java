// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.background.Timer;
import io.github.safesqlite.internal.background.Timer.Planned;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Ends calls that run over their time. Safe for use by multiple threads.
 *
 * <p>An interrupt that arrives between two steps of SQLite has no effect, "a call to sqlite3_interrupt(D) that occurs
 * when there are no running SQL statements is a no-op" (sqlite.org/c3ref/interrupt.html), so it is repeated until the
 * call has finished.
 */
public final class QueryTimer {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private QueryTimer() {}

    static Planned endAfter(RunningCall call, long millis, Supplier<SQLException> reason) {
        return Timer.repeat(Duration.ofMillis(millis), PERIOD, () -> call.end(reason.get()));
    }

    /** Does something again and again, until it is cancelled. */
    public static Planned repeat(Runnable ending) {
        return Timer.repeat(PERIOD, PERIOD, ending);
    }
}
