// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.log.Log;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The daemon thread on which a pool looks after its idle connections. */
final class PoolMaintenance implements AutoCloseable {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final ScheduledThreadPoolExecutor executor;

    private PoolMaintenance(String poolName) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, poolName + "-idle-connections");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs {@code work} now and then once per period. */
    @SuppressWarnings("FutureReturnValueIgnored") // Failures are logged by guarded().
    static PoolMaintenance start(String poolName, Duration period, Runnable work) {
        var maintenance = new PoolMaintenance(poolName);
        maintenance.executor.scheduleWithFixedDelay(
                () -> guarded(poolName, work), 0, period.toNanos(), TimeUnit.NANOSECONDS);
        return maintenance;
    }

    // An exception would end the schedule silently.
    private static void guarded(String poolName, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            log.atError()
                    .addKeyValue("pool", poolName)
                    .setCause(failure)
                    .log("{}: looking after idle connections failed", poolName);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
