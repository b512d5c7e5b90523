// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.internal.log.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Logs the outcome of tasks; repeated failures once an hour. Used by one thread at a time. */
final class MaintenanceLog {
    private static final Log log = Log.named("io.github.safesqlite.maintenance");
    private static final Duration QUIET = Duration.ofHours(1);

    private final Clock clock;
    private final Map<String, Instant> failing = new HashMap<>();

    MaintenanceLog(Clock clock) {
        this.clock = clock;
    }

    void ran(Task task, MaintenanceReport report) {
        String pool = task.user().config().poolName();
        Throwable failure = report.failure();
        if (failure == null) {
            if (failing.remove(task.name()) != null) {
                log.atInfo()
                        .addKeyValue("pool", pool)
                        .addKeyValue("task", task.name())
                        .log("{}: maintenance task \"{}\" works again.", pool, task.name());
            }
            log.atDebug()
                    .addKeyValue("pool", pool)
                    .addKeyValue("task", task.name())
                    .addKeyValue("tookMillis", report.took().toMillis())
                    .log(
                            "{}: maintenance task \"{}\" took {} ms",
                            pool,
                            task.name(),
                            report.took().toMillis());
            return;
        }
        Instant now = clock.instant();
        Instant logged = failing.get(task.name());
        if (logged == null || !now.isBefore(logged.plus(QUIET))) {
            failing.put(task.name(), now);
            log.atWarn()
                    .addKeyValue("pool", pool)
                    .addKeyValue("task", task.name())
                    .setCause(failure)
                    .log(
                            "{}: maintenance task \"{}\" failed: {}. It runs again when it is next due.",
                            pool,
                            task.name(),
                            failure.getMessage());
        }
    }
}
