// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The metrics of one pool in a registry, from {@link #register} to {@link #close}. Names, types and units are listed in
 * {@code docs/metrics.md}; those of the pool are HikariCP's. Safe for use by multiple threads; no event waits for a lock.
 */
public final class PoolMetrics implements InlineListener, AutoCloseable {
    private final Registration registration;
    private final Timer connectionWait;
    private final Histogram connectionUsageMillis;
    private final Histogram connectionCreationMillis;
    private final Meter connectionTimeouts;
    private final Meter connectionsClosed;
    private final Timer writeWait;
    private final Timer writeHold;
    private final Meter writeContended;
    private final Meter writeTimeouts;
    private final Meter writeSlow;
    private final Meter busyRetries;
    private final Meter busyExhausted;
    private final Meter staleSnapshots;
    private final LeakMetrics leaks;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final Meter statementsForgotten;
    private final Meter resultSetsForgotten;
    private final Histogram groupSize;
    private final Meter checkpoints;
    private final Meter checkpointsBusy;
    private final Meter slowWaitMillis;
    private final Meter heldMicros = new Meter();
    private final Meter lockErrors;
    private final TaskMetrics maintenance;
    private final BatchMetrics batches;

    private volatile String slowHolder = "";

    private PoolMetrics(Registration metrics, Monitored monitored) {
        registration = metrics;
        connectionWait = metrics.timer("pool.Wait");
        connectionUsageMillis = metrics.histogram("pool.Usage");
        connectionCreationMillis = metrics.histogram("pool.ConnectionCreation");
        connectionTimeouts = metrics.meter("pool.ConnectionTimeoutRate");
        connectionsClosed = metrics.meter("pool.ConnectionsClosed");
        writeWait = metrics.timer("write.Wait");
        writeHold = metrics.timer("write.Hold");
        writeContended = metrics.meter("write.Contended");
        writeTimeouts = metrics.meter("write.Timeouts");
        writeSlow = metrics.meter("write.Slow");
        busyRetries = metrics.meter("busy.Retries");
        busyExhausted = metrics.meter("busy.Exhausted");
        staleSnapshots = metrics.meter("busy.StaleSnapshots");
        leaks = new LeakMetrics(metrics);
        cacheHits = metrics.counter("statement.CacheHits");
        cacheMisses = metrics.counter("statement.CacheMisses");
        statementsForgotten = metrics.meter("statement.Forgotten");
        resultSetsForgotten = metrics.meter("statement.ForgottenResultSets");
        groupSize = metrics.histogram("group.Size");
        checkpoints = metrics.meter("wal.Checkpoints");
        checkpointsBusy = metrics.meter("wal.CheckpointBusy");
        slowWaitMillis = metrics.meter("write.SlowWait");
        lockErrors = metrics.meter("lock.Errors");
        maintenance = new TaskMetrics(metrics);
        batches = new BatchMetrics(metrics, () -> monitored.writers().snapshots());
        registerGauges(metrics, monitored::statistics);
    }

    private void registerGauges(Registration metrics, Supplier<PoolSnapshot> numbers) {
        metrics.gauge("pool.TotalConnections", number(numbers, PoolSnapshot::total));
        metrics.gauge("pool.IdleConnections", number(numbers, PoolSnapshot::idle));
        metrics.gauge("pool.ActiveConnections", number(numbers, PoolSnapshot::active));
        metrics.gauge("pool.PendingConnections", number(numbers, PoolSnapshot::pending));
        metrics.gauge("pool.MaxConnections", number(numbers, PoolSnapshot::maximum));
        metrics.gauge("pool.MinConnections", number(numbers, PoolSnapshot::minimumIdle));
        metrics.gauge("pool.OpenSessions", number(numbers, PoolSnapshot::openSessions));
        metrics.gauge("write.Waiters", number(numbers, PoolSnapshot::writeWaiters));
        metrics.gauge("write.SlowHolder", () -> slowHolder);
        metrics.gauge("write.Utilisation", this::utilisation);
        metrics.gauge("lock.SuccessRate", this::successRate);
    }

    private static Gauge<Integer> number(Supplier<PoolSnapshot> numbers, ToIntFunction<PoolSnapshot> part) {
        return () -> part.applyAsInt(numbers.get());
    }

    /**
     * Adds the metrics of a pool to {@code registry}, all or none.
     *
     * @param poolName the first part of each name
     * @param monitored asked each time a gauge is read, by the reading thread
     * @throws IllegalArgumentException if the registry has one of the names already, as when two pools share a name
     */
    public static PoolMetrics register(MetricRegistry registry, String poolName, Monitored monitored) {
        var metrics = new PoolMetrics(new Registration(registry, poolName), monitored);
        metrics.registration.gauge("wal.Size", monitored::walBytes);
        metrics.registration.gauge("wal.Pinned", monitored::walPinnedMillis);
        metrics.registration.gauge("write.Advice", monitored::advice);
        metrics.registration.gauge(
                "selfcheck.Violations", () -> monitored.violations().size());
        TransactionMetrics.register(metrics.registration, monitored::transactions);
        CostMetrics.register(metrics.registration, monitored::statementTotals);
        return metrics;
    }

    /** The share of the last minute or so in which sessions of this pool held the gate, from 0 to 1. */
    private double utilisation() {
        return Math.min(1, heldMicros.getOneMinuteRate() / TimeUnit.SECONDS.toMicros(1));
    }

    /** The share of those who wanted a lock or a connection in the last minutes and got it, from 0 to 1. */
    private double successRate() {
        double failed = lockErrors.getFiveMinuteRate();
        double all =
                connectionWait.getFiveMinuteRate() + writeWait.getFiveMinuteRate() + busyExhausted.getFiveMinuteRate();
        return all <= failed ? (failed > 0 ? 0 : 1) : 1 - failed / all;
    }

    Duration writeWaitP99() {
        return Duration.ofNanos((long) writeWait.getSnapshot().get99thPercentile());
    }

    int openLeaks() {
        return leaks.open();
    }

    /** The maintenance tasks whose last run failed, with the reason. */
    Map<String, String> failingTasks() {
        return maintenance.failing();
    }

    /** Removes the metrics of this pool from the registry. Only the first call does something. */
    @Override
    public void close() {
        maintenance.close();
    }

    @Override
    public void physicalConnectionOpened(long connectionId, long nanos) {
        connectionCreationMillis.update(TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    @Override
    public void physicalConnectionClosed(long connectionId, String reason) {
        connectionsClosed.mark();
    }

    @Override
    public void sessionClosed(long sessionId, long usageNanos) {
        connectionUsageMillis.update(TimeUnit.NANOSECONDS.toMillis(usageNanos));
    }

    @Override
    public void sessionBound(long sessionId, long waitNanos) {
        connectionWait.update(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void connectionTimedOut(long sessionId, long waitNanos) {
        connectionTimeouts.mark();
        lockErrors.mark();
        // Without the waits that failed, the percentiles would look best when things are worst.
        connectionWait.update(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateEntered(long sessionId, long waitNanos) {
        if (waitNanos > 0) {
            writeContended.mark();
        }
        writeWait.update(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateExited(long sessionId, long holdNanos) {
        writeHold.update(holdNanos, TimeUnit.NANOSECONDS);
        heldMicros.mark(TimeUnit.NANOSECONDS.toMicros(holdNanos));
    }

    @Override
    public void gateTimedOut(long sessionId, long waitNanos) {
        writeContended.mark();
        writeTimeouts.mark();
        lockErrors.mark();
        writeWait.update(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        writeSlow.mark();
        slowHolder = HolderText.describe(holder);
    }

    @Override
    public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
        slowWaitMillis.mark(TimeUnit.NANOSECONDS.toMillis(inflictedNanos));
    }

    @Override
    public void busyRetried(long sessionId, int attempt) {
        busyRetries.mark();
    }

    @Override
    public void busyExhausted(long sessionId, int attempts) {
        busyExhausted.mark();
        lockErrors.mark();
    }

    @Override
    public void staleSnapshot(long sessionId) {
        staleSnapshots.mark();
        lockErrors.mark();
    }

    @Override
    public void leakDetected(LeakReport report) {
        leaks.detected(report);
    }

    @Override
    public void leakReturned(long sessionId) {
        leaks.returned(sessionId);
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        leaks.reclaimed(report);
    }

    @Override
    public void statementsForgotten(long sessionId, int statements, int resultSets) {
        statementsForgotten.mark(statements);
        resultSetsForgotten.mark(resultSets);
    }

    @Override
    public void statementPrepared(boolean fromCache) {
        (fromCache ? cacheHits : cacheMisses).inc();
    }

    @Override
    public void groupCommitted(int statements) {
        groupSize.update(statements);
    }

    @Override
    public void batchWritten(BatchReport report) {
        batches.written(report);
    }

    @Override
    public void maintained(MaintenanceReport report) {
        maintenance.ran(report);
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        checkpoints.mark();
        if (report.busy()) {
            checkpointsBusy.mark();
        }
    }
}
