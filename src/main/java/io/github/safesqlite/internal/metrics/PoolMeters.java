// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The meters of one pool in a registry of Micrometer, from {@link #register} to {@link #close}. They are listed in
 * {@code docs/metrics.md}; those of the pool are HikariCP's. Safe for use by multiple threads.
 */
final class PoolMeters implements InlineListener, AutoCloseable {
    private final MeterRegistration meters;
    private final Timer acquire;
    private final Timer usage;
    private final Timer creation;
    private final Counter connectionTimeouts;
    private final Timer writeWait;
    private final Timer writeHold;
    private final Counter writeTimeouts;
    private final Counter writeSlow;
    private final Counter busyRetries;
    private final Counter busyExhausted;
    private final Counter staleSnapshots;
    private final Map<LeakReport.Kind, Counter> leaks = new EnumMap<>(LeakReport.Kind.class);
    private final Counter leaksReclaimed;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final Counter checkpointsComplete;
    private final Counter checkpointsBusy;
    private final DistributionSummary groupSize;
    private final Counter batchWritten;
    private final Counter batchFailed;
    private final Counter batchDropped;
    private final Timer batchFlush;

    private PoolMeters(MeterRegistration meters) {
        this.meters = meters;
        acquire = meters.timer("hikaricp.connections.acquire", "Wait for a physical connection");
        usage = meters.timer("hikaricp.connections.usage", "From opening a connection to closing it");
        creation = meters.timer("hikaricp.connections.creation", "Time to open a physical connection");
        connectionTimeouts = meters.counter(
                "hikaricp.connections.timeout", "Connections that got no physical connection within connectionTimeout");
        writeWait = meters.timer("safesqlite.write.wait", "Wait at the write gate, 0 if it was free");
        writeHold = meters.timer("safesqlite.write.hold", "From entering the write gate to leaving it");
        writeTimeouts = meters.counter("safesqlite.write.timeouts", "Connections that gave up at the write gate");
        writeSlow = meters.counter("safesqlite.write.slow", "Holders that stayed longer than slowWriteThreshold");
        busyRetries = meters.counter("safesqlite.busy.retries", "Retries because SQLite was busy");
        busyExhausted = meters.counter("safesqlite.busy.exhausted", "Times that SQLite stayed busy until the end");
        staleSnapshots = meters.counter(
                "safesqlite.busy.stale.snapshots", "Transactions that could not write because what they read changed");
        for (LeakReport.Kind kind : LeakReport.Kind.values()) {
            leaks.put(kind, meters.counter("safesqlite.leaks", "Leak reports", "kind", word(kind)));
        }
        leaksReclaimed = meters.counter("safesqlite.leaks.reclaimed", "Leaked connections that were taken back");
        cacheHits = meters.counter("safesqlite.statements", "Statements by what was prepared", "cache", "hit");
        cacheMisses = meters.counter("safesqlite.statements", "Statements by what was prepared", "cache", "miss");
        checkpointsComplete =
                meters.counter("safesqlite.wal.checkpoints", "Checkpoints of the library", "result", "complete");
        checkpointsBusy = meters.counter("safesqlite.wal.checkpoints", "Checkpoints of the library", "result", "busy");
        groupSize = meters.summary("safesqlite.group.size", "Autocommit statements made durable by one commit");
        batchWritten = meters.counter("safesqlite.batch.writes", "Writes of batches", "result", "written");
        batchFailed = meters.counter("safesqlite.batch.writes", "Writes of batches", "result", "failed");
        batchDropped = meters.counter("safesqlite.batch.writes", "Writes of batches", "result", "dropped");
        batchFlush = meters.timer("safesqlite.batch.flush", "Time to write a batch");
    }

    private static String word(LeakReport.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Adds the meters of a pool to {@code registry}.
     *
     * @param poolName the tag {@code pool} of each
     * @param monitored asked each time a gauge is read, by the reading thread
     * @throws IllegalArgumentException if the registry has meters of this pool already
     */
    static PoolMeters register(MeterRegistry registry, String poolName, Monitored monitored) {
        var registration = new MeterRegistration(registry, poolName);
        registration.requireNone("safesqlite.write.hold");
        var meters = new PoolMeters(registration);
        registerGauges(registration, monitored);
        CostMeters.register(registration, monitored::statementTotals);
        return meters;
    }

    private static void registerGauges(MeterRegistration meters, Monitored monitored) {
        meters.gauge("hikaricp.connections", "Physical connections", monitored, PoolSnapshot::total);
        meters.gauge("hikaricp.connections.active", "Physical connections in use", monitored, PoolSnapshot::active);
        meters.gauge("hikaricp.connections.idle", "Physical connections ready for use", monitored, PoolSnapshot::idle);
        meters.gauge(
                "hikaricp.connections.pending",
                "Connections that wait for a physical connection",
                monitored,
                PoolSnapshot::pending);
        meters.gauge("hikaricp.connections.max", "maximumPoolSize", monitored, PoolSnapshot::maximum);
        meters.gauge("hikaricp.connections.min", "minimumIdle", monitored, PoolSnapshot::minimumIdle);
        meters.gauge(
                "safesqlite.connections.open",
                "Connections that the application has open",
                monitored,
                PoolSnapshot::openSessions);
        meters.gauge(
                "safesqlite.write.waiters",
                "Connections that wait at the write gate",
                monitored,
                PoolSnapshot::writeWaiters);
        meters.gauge("safesqlite.wal.size", "Size of the -wal file", "bytes", monitored::walBytes);
        meters.gauge(
                "safesqlite.wal.pinned",
                "How long the oldest read has kept a large log from being reset",
                "milliseconds",
                monitored::walPinnedMillis);
        meters.gauge(
                "safesqlite.selfcheck.violations",
                "What the last self-check found wrong in the library itself",
                "violations",
                () -> monitored.violations().size());
        meters.gauge(
                "safesqlite.batch.depth",
                "Writes that wait in batch writers",
                "writes",
                () -> monitored.writers().snapshots().stream()
                        .mapToInt(BatchWriterSnapshot::depth)
                        .sum());
    }

    /** Removes the meters of this pool from the registry. */
    @Override
    public void close() {
        meters.remove();
    }

    @Override
    public void physicalConnectionOpened(long connectionId, long nanos) {
        creation.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        usage.record(usageNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        acquire.record(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        connectionTimeouts.increment();
        // Without the waits that failed, the percentiles would look best when things are worst.
        acquire.record(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        writeWait.record(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        writeHold.record(holdNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        writeTimeouts.increment();
        writeWait.record(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        writeSlow.increment();
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        busyRetries.increment();
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        busyExhausted.increment();
    }

    @Override
    public void staleSnapshot(long sessionId) {
        staleSnapshots.increment();
    }

    @Override
    public void leakDetected(LeakReport report) {
        Counter kind = leaks.get(report.kind());
        if (kind != null) {
            kind.increment();
        }
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        leaksReclaimed.increment();
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        (fromCache ? cacheHits : cacheMisses).increment();
    }

    @Override
    public void groupCommitted(int statements) {
        groupSize.record(statements);
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        (report.busy() ? checkpointsBusy : checkpointsComplete).increment();
    }

    @Override
    public void batchWritten(BatchReport report) {
        batchWritten.increment(report.written());
        batchFailed.increment(report.failed());
        batchDropped.increment(report.dropped());
        batchFlush.record(report.took());
    }

    @Override
    public void maintained(MaintenanceReport report) {
        meters.timer(
                        "safesqlite.maintenance",
                        "Runs of maintenance tasks",
                        "task",
                        report.task(),
                        "result",
                        report.succeeded() ? "succeeded" : "failed")
                .record(report.took());
    }
}
