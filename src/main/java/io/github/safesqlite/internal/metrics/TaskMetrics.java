// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Meter;
import com.codahale.metrics.Timer;
import io.github.safesqlite.event.MaintenanceReport;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The metrics of maintenance: of all tasks, and of each one from its first run on. Safe for use by multiple threads. */
final class TaskMetrics implements AutoCloseable {
    private static final String RUNS = "maintenance.Runs";
    private static final String FAILURES = "maintenance.Failures";

    private final Registration registration;
    private final Timer runs;
    private final Meter failures;
    private final Map<String, OfTask> tasks = new HashMap<>();
    private final Map<String, String> failing = new TreeMap<>();
    private boolean closed;

    TaskMetrics(Registration registration) {
        this.registration = registration;
        this.runs = registration.rareTimer(RUNS);
        this.failures = registration.meter(FAILURES);
    }

    private record OfTask(Timer runs, Meter failures) {}

    synchronized void ran(MaintenanceReport report) {
        if (closed) {
            return;
        }
        OfTask ofTask = tasks.computeIfAbsent(
                report.task(),
                task -> new OfTask(
                        registration.rareTimer(RUNS + "." + task), registration.meter(FAILURES + "." + task)));
        long nanos = report.took().toNanos();
        runs.update(nanos, TimeUnit.NANOSECONDS);
        ofTask.runs().update(nanos, TimeUnit.NANOSECONDS);
        Throwable failure = report.failure();
        if (failure == null) {
            failing.remove(report.task());
        } else {
            failures.mark();
            ofTask.failures().mark();
            failing.put(report.task(), String.valueOf(failure.getMessage()));
        }
    }

    /** The tasks whose last run failed, with the reason. */
    synchronized Map<String, String> failing() {
        return new TreeMap<>(failing);
    }

    @Override
    public synchronized void close() {
        closed = true;
        registration.remove();
    }
}
