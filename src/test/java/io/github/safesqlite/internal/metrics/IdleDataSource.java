// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.internal.batch.BatchWriters;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A DataSource in which nothing happens. */
class IdleDataSource implements Monitored {
    PoolSnapshot numbers = PoolSnapshot.ofConnections(0, 0, 0, 0, 0, 0, 0, false);
    TransactionSnapshot.Counts transactions = TransactionSnapshot.Counts.NONE;
    final Map<StatementCosts.Kind, StatementCosts.Totals> costs = new EnumMap<>(StatementCosts.Kind.class);
    long walBytes;
    long walPinnedMillis;

    @Override
    public PoolSnapshot statistics() {
        return numbers;
    }

    @Override
    public long walBytes() {
        return walBytes;
    }

    @Override
    public long walPinnedMillis() {
        return walPinnedMillis;
    }

    @Override
    public TransactionSnapshot.Counts transactions() {
        return transactions;
    }

    @Override
    public StatementCosts.Totals statementTotals(StatementCosts.Kind kind) {
        return costs.getOrDefault(kind, StatementCosts.Totals.NONE);
    }

    @Override
    public DataSourceSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> violations() {
        return List.of();
    }

    @Override
    public String advice() {
        return "nothing to do";
    }

    @Override
    public String sqliteRisk() {
        return null;
    }

    @Override
    public Connection connect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BatchWriters writers() {
        return new BatchWriters(this::connect, Duration.ZERO, Listeners.of(), Ticker.system());
    }
}
