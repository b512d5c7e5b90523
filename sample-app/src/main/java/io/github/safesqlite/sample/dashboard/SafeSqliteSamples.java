// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metered;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.WalSnapshot;
import java.sql.SQLException;
import java.util.List;

/** Samples of a {@link ConcurrencySafeSqliteDataSource}, from its snapshot and its metrics. */
public final class SafeSqliteSamples implements SampleSource {
    private static final int MOST_WAITERS = 10;
    private static final int FEWEST_TRANSACTIONS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEBIBYTE = 1024.0 * 1024;

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final MetricRegistry metrics;
    private final Incidents incidents;
    private final Traffic traffic;
    private final String poolName;
    private final Rate requests = new Rate();
    private final Rate errors = new Rate();
    private final Rate busyRetries = new Rate();
    private final Rate writes = new Rate();
    private final Rate contended = new Rate();
    private final Rate batchWritten = new Rate();

    /** Samples of a DataSource that was configured with these metrics and these incidents. */
    public SafeSqliteSamples(
            ConcurrencySafeSqliteDataSource dataSource, MetricRegistry metrics, Incidents incidents, Traffic traffic)
            throws SQLException {
        this.dataSource = dataSource;
        this.metrics = metrics;
        this.incidents = incidents;
        this.traffic = traffic;
        this.poolName = dataSource.snapshot().poolName();
    }

    @Override
    public String database() {
        return poolName;
    }

    @Override
    public Sample take() throws SQLException {
        DataSourceSnapshot snapshot = dataSource.snapshot();
        return new Sample(point(snapshot, System.nanoTime()), now(snapshot));
    }

    private Point point(DataSourceSnapshot snapshot, long nanos) {
        PoolSnapshot pool = snapshot.pool();
        WalSnapshot wal = snapshot.wal();
        Snapshot wait = timer("write.Wait").getSnapshot();
        Snapshot hold = timer("write.Hold").getSnapshot();
        return new Point(
                snapshot.takenAt().toEpochMilli(),
                pool.active(),
                pool.idle(),
                pool.pending(),
                pool.maximum(),
                millis(wait.getMedian()),
                millis(wait.get95thPercentile()),
                millis(wait.get99thPercentile()),
                millis(hold.getMedian()),
                millis(hold.get95thPercentile()),
                millis(hold.get99thPercentile()),
                percent(utilisation()),
                snapshot.gate().waiters().size(),
                requests.perSecond(traffic.requests().getAsLong(), nanos),
                errors.perSecond(traffic.errors().getAsLong(), nanos),
                busyRetries.perSecond(snapshot.counts().busyRetries(), nanos),
                writes.perSecond(timer("write.Hold").getCount(), nanos),
                contended.perSecond(count("write.Contended"), nanos),
                wal == null ? null : Math.round(wal.bytes() / BYTES_PER_MEBIBYTE * 100) / 100.0,
                count("wal.Checkpoints"),
                snapshot.writers().stream().mapToInt(BatchWriterSnapshot::depth).sum(),
                batchWritten.perSecond(
                        snapshot.writers().stream()
                                .mapToLong(BatchWriterSnapshot::written)
                                .sum(),
                        nanos));
    }

    private Now now(DataSourceSnapshot snapshot) {
        return new Now(
                snapshot.advice(),
                gate(snapshot.gate()),
                incidents.leaks(),
                incidents.slowWrites(),
                readTransactions(snapshot.transactions()));
    }

    private static Now.Gate gate(GateSnapshot gate) {
        GateSnapshot.Holder holder = gate.holder();
        List<Now.Waiter> waiters = gate.waiters().stream()
                .limit(MOST_WAITERS)
                .map(waiter -> new Now.Waiter(
                        waiter.sessionId(),
                        waiter.poolName(),
                        waiter.thread(),
                        waiter.waited().toMillis(),
                        waiter.sql()))
                .toList();
        return new Now.Gate(
                holder == null
                        ? null
                        : new Now.Holder(
                                holder.sessionId(),
                                holder.poolName(),
                                holder.thread(),
                                holder.held().toMillis(),
                                holder.sql()),
                waiters,
                gate.waiters().size() - waiters.size());
    }

    private static List<Now.ReadTransaction> readTransactions(TransactionSnapshot learned) {
        return learned.busiest().stream()
                .filter(kind -> kind.counts().wrote() == 0 && kind.counts().transactions() >= FEWEST_TRANSACTIONS)
                .map(kind -> new Now.ReadTransaction(
                        kind.statement(),
                        kind.name(),
                        kind.expected().name(),
                        kind.counts().transactions(),
                        kind.counts().gateTimeOfReads().toMillis(),
                        kind.counts().gateTimeSaved().toMillis()))
                .toList();
    }

    private double utilisation() {
        return metric("write.Utilisation") instanceof Gauge<?> gauge && gauge.getValue() instanceof Number share
                ? share.doubleValue()
                : 0;
    }

    private Timer timer(String name) {
        return (Timer) metric(name);
    }

    private long count(String name) {
        return ((Metered) metric(name)).getCount();
    }

    private Metric metric(String name) {
        return metrics.getMetrics().get(poolName + "." + name);
    }

    private static double millis(double nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0;
    }

    private static double percent(double share) {
        return Math.round(share * 1000) / 10.0;
    }
}
