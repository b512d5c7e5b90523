// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Timer;
import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The metrics of all batch writers and counters of a pool. Safe for use by multiple threads. */
final class BatchMetrics {
    private final Histogram size;
    private final Timer flush;
    private final Meter failures;
    private final Meter drops;

    /** @param writers those that are open */
    BatchMetrics(Registration registration, Supplier<List<BatchWriterSnapshot>> writers) {
        size = registration.histogram("batch.Size");
        flush = registration.timer("batch.Flush");
        failures = registration.meter("batch.Failures");
        drops = registration.meter("batch.Drops");
        registration.gauge(
                "batch.Depth",
                () -> writers.get().stream()
                        .mapToInt(BatchWriterSnapshot::depth)
                        .sum());
        registration.gauge(
                "batch.Oldest",
                () -> writers.get().stream()
                        .mapToLong(writer -> writer.oldest().toMillis())
                        .max()
                        .orElse(0));
    }

    void written(BatchReport report) {
        size.update(report.written() + report.failed());
        flush.update(report.took().toNanos(), TimeUnit.NANOSECONDS);
        failures.mark(report.failed());
        drops.mark(report.dropped());
    }
}
