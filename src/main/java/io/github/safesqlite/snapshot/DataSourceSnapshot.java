// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one DataSource, taken without stopping it: each part is correct, but not all parts are of the same
 * instant. Immutable. {@link #toString} is a table for people, {@link #toJson} is for programs; neither shows parameter
 * values.
 *
 * @param takenAt when
 * @param poolName the option poolName
 * @param file the database
 * @param kind where its physical connections come from
 * @param pool its physical connections
 * @param gate the write gate of the file, which other DataSources on it share
 * @param attachedGates the write gates of the files that its connections have attached now and may write to, by file
 * @param wal the write-ahead log of the file, or null if the database is in memory
 * @param sessions its open connections, oldest first
 * @param writers its open batch writers and counters, oldest first
 * @param transactions what was learned of its transactions
 * @param costs the statements that have held the write gate of the file for longest, at most 20
 * @param counts what went wrong so far
 * @param sharedWith the names of the other DataSources that are open on the same file in this JVM
 * @param advice what to do about waits, in words
 */
public record DataSourceSnapshot(
        Instant takenAt,
        String poolName,
        String file,
        Kind kind,
        PoolSnapshot pool,
        GateSnapshot gate,
        Map<String, GateSnapshot> attachedGates,
        @Nullable WalSnapshot wal,
        List<SessionSnapshot> sessions,
        List<BatchWriterSnapshot> writers,
        TransactionSnapshot transactions,
        StatementCosts costs,
        Counts counts,
        List<String> sharedWith,
        String advice) {
    /**
     * Counts of problems since the DataSource was opened. Immutable.
     *
     * @param busyRetries repetitions because SQLite was busy
     * @param busyExhausted times that SQLite stayed busy until attempts or time ran out
     * @param staleSnapshots transactions that could not write because what they had read had changed
     * @param gateTimeouts connections that gave up at the write gate
     * @param connectionTimeouts connections that got no physical connection in time
     * @param leaksDetected connections reported as leaks
     * @param leaksReclaimed those of them that were taken back
     * @param statementsForgotten statements closed with their connection
     * @param resultSetsForgotten result sets closed with their connection
     * @param listenerFailures times that a listener threw
     * @param eventsDropped events that did not reach a listener that was too slow for them
     */
    public record Counts(
            long busyRetries,
            long busyExhausted,
            long staleSnapshots,
            long gateTimeouts,
            long connectionTimeouts,
            long leaksDetected,
            long leaksReclaimed,
            long statementsForgotten,
            long resultSetsForgotten,
            long listenerFailures,
            long eventsDropped) {}

    /** Where physical connections come from. */
    public enum Kind {
        /** Its own pool. */
        POOL,
        /** Another DataSource of the application. */
        WRAPPED,
        /** One per connection opened by the JDBC driver. */
        DRIVER
    }

    /** Copies the lists and the map. */
    public DataSourceSnapshot {
        attachedGates = Collections.unmodifiableMap(new LinkedHashMap<>(attachedGates));
        sessions = List.copyOf(sessions);
        writers = List.copyOf(writers);
        sharedWith = List.copyOf(sharedWith);
    }

    /** The number of open result sets. */
    public int openResultSets() {
        return sessions.stream()
                .mapToInt(session -> session.use().openResultSets())
                .sum();
    }

    /** Returns the snapshot as a JSON object; times are in milliseconds. */
    public String toJson() {
        return SnapshotJson.of(this);
    }

    /** Returns the snapshot as a table of several lines. */
    @Override
    public String toString() {
        return SnapshotText.of(this);
    }
}
