// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

/**
 * What went wrong since the DataSource was opened. Immutable.
 *
 * @param busyRetries repetitions because SQLite was busy
 * @param busyExhausted times that SQLite stayed busy until attempts or time ran out
 * @param staleSnapshots transactions that could not write because what they had read had changed
 * @param gateTimeouts sessions that gave up at the write gate
 * @param connectionTimeouts sessions that got no physical connection in time
 * @param leaksDetected sessions reported as leaks
 * @param leaksReclaimed those of them that were taken back
 * @param statementsForgotten statements closed with their session
 * @param resultSetsForgotten result sets closed with their session
 * @param listenerFailures times that a listener threw
 * @param eventsDropped events that did not reach a listener that was too slow for them
 */
public record EventCounts(
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
