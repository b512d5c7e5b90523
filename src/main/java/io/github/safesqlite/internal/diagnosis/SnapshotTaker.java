// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.GateLoad;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.learning.LearnedKeys;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.text.Secrets;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.wal.WalStay;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.SessionSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of one DataSource. It waits for no session: only for the short locks inside pool, gate and leak tracker, one
 * at a time. Safe for use by multiple threads.
 */
public final class SnapshotTaker {
    private static final int MOST_COSTS = 20;

    private final String poolName;
    private final BeginMode beginMode;
    private final String file;
    private final DataSourceSnapshot.Kind kind;
    private final ConnectionSource source;
    private final LeakTracker leaks;
    private final WalStay wal;
    private final LearnedKeys learned;

    /** One that looks at these parts. */
    public SnapshotTaker(
            SqliteConfig config,
            String file,
            DataSourceSnapshot.Kind kind,
            ConnectionSource source,
            LeakTracker leaks,
            WalStay wal,
            LearnedKeys learned) {
        this.poolName = config.poolName();
        this.beginMode = config.beginMode();
        this.file = Secrets.file(file);
        this.kind = kind;
        this.source = source;
        this.leaks = leaks;
        this.wal = wal;
        this.learned = learned;
    }

    /** The snapshot now, with what only others know. */
    public DataSourceSnapshot take(
            DataSourceSnapshot.Counts counts,
            List<BatchWriterSnapshot> writers,
            List<String> sharedWith,
            List<String> violations) {
        PoolSnapshot pool = pool();
        WriteGate gate = source.gate();
        TransactionSnapshot transactions = learned.snapshot();
        return new DataSourceSnapshot(
                Instant.now(),
                poolName,
                file,
                kind,
                pool,
                gate(gate),
                attachedGates(),
                wal.snapshot(),
                leaks.open().stream().map(SnapshotTaker::session).toList(),
                writers,
                transactions,
                gate.costs().snapshot(MOST_COSTS),
                counts,
                sharedWith,
                advice(pool, writers, transactions, violations));
    }

    /** The snapshot of a DataSource that has not opened its database yet. */
    public static DataSourceSnapshot unopened(
            String poolName, String file, DataSourceSnapshot.Kind kind, PoolSnapshot pool) {
        return new DataSourceSnapshot(
                Instant.now(),
                poolName,
                Secrets.file(file),
                kind,
                pool,
                new GateSnapshot(null, List.of()),
                Map.of(),
                null,
                List.of(),
                List.of(),
                TransactionSnapshot.NONE,
                StatementCosts.NONE,
                new DataSourceSnapshot.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                "The database is not open yet: the first connection opens it.");
    }

    /** The advice alone. */
    public String advice(List<BatchWriterSnapshot> writers, List<String> violations) {
        return advice(pool(), writers, learned.snapshot(), violations);
    }

    private String advice(
            PoolSnapshot pool,
            List<BatchWriterSnapshot> writers,
            TransactionSnapshot transactions,
            List<String> violations) {
        GateLoad load = source.gate().load();
        return Advice.of(load, beginMode, pool, writers, transactions, violations)
                + GrowthAdvice.of(load.growth(), source.gate().costs()::snapshot);
    }

    /** The numbers now. */
    public PoolSnapshot pool() {
        return source.stats().withSessions(leaks.openCount(), source.gate().waiting());
    }

    private Map<String, GateSnapshot> attachedGates() {
        Map<String, GateSnapshot> gates = new TreeMap<>();
        source.attachedNow().forEach(file -> gates.put(file.path().toString(), gate(file.gate())));
        return gates;
    }

    private static GateSnapshot gate(WriteGate gate) {
        Hold hold = gate.holder();
        return new GateSnapshot(
                hold == null || !hold.isInTheWay() ? null : holder(hold),
                gate.waiters().stream().map(SnapshotTaker::waiter).toList());
    }

    private static GateSnapshot.Holder holder(Hold hold) {
        Thread thread = hold.thread();
        return new GateSnapshot.Holder(
                hold.entrant().sessionId(),
                hold.entrant().poolName(),
                thread.getName(),
                thread.getState().name(),
                hold.held(),
                shown(hold.sql()),
                List.of(thread.getStackTrace()),
                hold.entrant().client().applicationName());
    }

    private static GateSnapshot.Waiter waiter(Entrant entrant) {
        return new GateSnapshot.Waiter(
                entrant.sessionId(),
                entrant.poolName(),
                entrant.thread().getName(),
                entrant.waited(),
                shown(entrant.sql()),
                entrant.client().applicationName(),
                entrant.isBackground());
    }

    private static SessionSnapshot session(Checkout checkout) {
        Thread thread = checkout.thread();
        return new SessionSnapshot(
                checkout.sessionId(),
                thread.getName(),
                thread.getState().name(),
                checkout.held(),
                checkout.use(),
                checkout.acquiredAt());
    }

    private static @Nullable String shown(@Nullable String sql) {
        return sql == null ? null : SqlText.abbreviate(sql);
    }
}
