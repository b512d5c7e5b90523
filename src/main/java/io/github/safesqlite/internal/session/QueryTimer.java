// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends calls that run over their time. One thread for the whole JVM; safe for use by multiple threads.
 *
 * <p>An interrupt that arrives between two steps of SQLite has no effect, "a call to sqlite3_interrupt(D) that occurs
 * when there are no running SQL statements is a no-op" (sqlite.org/c3ref/interrupt.html), so it is repeated until the
 * call has finished.
 */
final class QueryTimer {
    private static final long REPEAT_MILLIS = 20;
    private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

    private QueryTimer() {}

    static Future<?> endAfter(RunningCall call, long millis, Supplier<SQLException> reason) {
        return EXECUTOR.scheduleWithFixedDelay(
                () -> call.end(reason.get()), millis, REPEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Does something again and again, until it is cancelled. */
    static Future<?> repeat(Runnable ending) {
        return EXECUTOR.scheduleWithFixedDelay(ending, REPEAT_MILLIS, REPEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "safesqlite-query-timer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
