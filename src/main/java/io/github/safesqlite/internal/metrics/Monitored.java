// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.internal.batch.BatchWriters;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What metrics and health checks need from their DataSource. */
public interface Monitored {
    /** The numbers now. */
    PoolSnapshot statistics();

    /** The size of the {@code -wal} file in bytes. */
    long walBytes();

    /** How long a reader has kept a log over its soft limit from being reset, or 0. */
    long walPinnedMillis();

    /** What transactions have done, as far as it is learned. */
    TransactionSnapshot.Counts transactions();

    /** What all statements of a kind have cost the writer of the file. */
    StatementCosts.Totals statementTotals(StatementCosts.Kind kind);

    /** The current snapshot. */
    DataSourceSnapshot snapshot();

    /** Advice on waits, in words. */
    String advice();

    /** What the last self-check found wrong in the library itself, a sentence each. */
    List<String> violations();

    /** The open batch writers and counters. */
    BatchWriters writers();

    /** What the installed version of SQLite puts at risk, and what to do, in words; null if nothing. */
    @Nullable
    String sqliteRisk();

    /** A connection of the DataSource. */
    Connection connect();
}
