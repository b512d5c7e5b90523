// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/**
 * Receives events of connections, physical connections and the write gate. Every method does nothing by default.
 *
 * <p>Methods are called in the order of the events on one daemon thread per DataSource and listener, after the fact, so
 * a slow listener delays nothing. Events that do not fit into its queue are dropped, counted and logged once, as are
 * its exceptions. Events whose methods it does not override cost nothing. A listener that needs the context of the
 * working thread is an {@link InlineListener}; a listener of several DataSources is called by several threads.
 */
public interface SqliteListener {
    /** A physical connection to the file was opened, which took {@code nanos}. */
    default void physicalConnectionOpened(long connectionId, long nanos) {}

    /** A physical connection to the file was closed, for {@code reason}. */
    default void physicalConnectionClosed(long connectionId, String reason) {}

    /** The application opened a connection. */
    default void sessionOpened(long sessionId) {}

    /** The application closed a connection, {@code usageNanos} after it was opened. */
    default void sessionClosed(long sessionId, long usageNanos) {}

    /** A connection got a physical connection, after a wait of {@code waitNanos}. */
    default void sessionBound(long sessionId, long waitNanos) {}

    /** A connection got no physical connection in time. */
    default void connectionTimedOut(long sessionId, long waitNanos) {}

    /**
     * A connection entered the write gate of a file, after a wait of {@code waitNanos}; each attached file has its own
     * gate.
     */
    default void gateEntered(long sessionId, long waitNanos) {}

    /** A connection left the write gate, {@code holdNanos} after it entered. */
    default void gateExited(long sessionId, long holdNanos) {}

    /** A connection gave up at the write gate. */
    default void gateTimedOut(long sessionId, long waitNanos) {}

    /** The gate has been held for longer than {@code slowWriteThreshold}; reported once per hold. */
    default void gateSlow(HolderInfo holder) {}

    /** A holder that was reported as slow has left the gate; others waited {@code inflictedNanos} for it in total. */
    default void gateSlowEnded(HolderInfo holder, long inflictedNanos) {}

    /** SQLite was busy; attempt number {@code attempt} (2 is the first retry) is about to run. */
    default void busyRetried(long sessionId, int attempt) {}

    /** SQLite was still busy after {@code attempts} attempts, and the caller gets an exception. */
    default void busyExhausted(long sessionId, int attempts) {}

    /** A transaction could not write because what it had read is stale. */
    default void staleSnapshot(long sessionId) {}

    /**
     * A connection has been open for longer than {@code leakDetectionThreshold}, or is no longer reachable; reported
     * once per connection. Also reports what a connection was closed with: a transaction that had written and, if their
     * stacks are recorded, statements and result sets.
     */
    default void leakDetected(LeakReport report) {}

    /** A connection that had been reported as a leak was closed after all. */
    default void leakReturned(long sessionId) {}

    /**
     * A connection that was no longer reachable, or was idle for too long, was rolled back and its physical connection
     * freed.
     */
    default void leakReclaimed(LeakReport report) {}

    /** A connection was closed with statements or result sets still open. */
    default void statementsForgotten(long sessionId, int statements, int resultSets) {}

    /** A statement was prepared, {@code fromCache} if the connection had it already. */
    default void statementPrepared(boolean fromCache) {}

    /** One commit made {@code statements} autocommit statements of several connections durable. */
    default void groupCommitted(int statements) {}

    /** The library ran a checkpoint; reported to all DataSources on the file. */
    default void checkpointed(CheckpointReport report) {}

    /** The application opened a batch writer or counters. */
    default void batchWriterOpened(long writerId) {}

    /** A batch writer wrote a batch, or counters were flushed; also if some or all of it failed. */
    default void batchWritten(BatchReport report) {}

    /** The self-check ({@code selfCheckInterval}) found something wrong in the library; reported once. */
    default void selfCheckFailed(SelfCheckReport report) {}

    /** A maintenance task ran, or failed; reported to all DataSources of this JVM on the file. */
    default void maintained(MaintenanceReport report) {}
}
