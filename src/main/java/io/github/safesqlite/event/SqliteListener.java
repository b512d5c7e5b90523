// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/**
 * Hears what happens to sessions, connections and the write gate. Every method does nothing by default.
 *
 * <p>Methods are called in the order of the events on one daemon thread per DataSource and listener, after the fact: a listener
 * that waits holds up nobody. What does not fit into its queue is dropped, counted, and logged once, as is what it throws. Events
 * whose methods it does not override cost nothing. A listener that needs the context of the working thread is an
 * {@link InlineListener}; a listener of several DataSources is called by several threads.
 */
public interface SqliteListener {
    /** A connection to the file was opened, which took {@code nanos}. */
    default void physicalConnectionOpened(long connectionId, long nanos) {}

    /** A connection to the file was closed, for {@code reason}. */
    default void physicalConnectionClosed(long connectionId, String reason) {}

    /** The application got a connection: a session began. */
    default void sessionOpened(long sessionId) {}

    /** A session ended, {@code usageNanos} after it was opened. */
    default void sessionClosed(long sessionId, long usageNanos) {}

    /** A session got a physical connection, after a wait of {@code waitNanos}. */
    default void sessionBound(long sessionId, long waitNanos) {}

    /** A session got no physical connection in time. */
    default void connectionTimedOut(long sessionId, long waitNanos) {}

    /** A session entered the write gate of a file, after a wait of {@code waitNanos}; of attached files each its own. */
    default void gateEntered(long sessionId, long waitNanos) {}

    /** A session left the write gate, {@code holdNanos} after it entered. */
    default void gateExited(long sessionId, long holdNanos) {}

    /** A session gave up at the write gate. */
    default void gateTimedOut(long sessionId, long waitNanos) {}

    /** The gate has been held for longer than {@code slowWriteThreshold}; told once per hold. */
    default void gateSlow(HolderInfo holder) {}

    /** A holder that was told of as slow has left the gate; others waited {@code inflictedNanos} for it, added up. */
    default void gateSlowEnded(HolderInfo holder, long inflictedNanos) {}

    /** SQLite was busy; attempt number {@code attempt} (2 is the first repetition) is about to run. */
    default void busyRetried(long sessionId, int attempt) {}

    /** SQLite was still busy after {@code attempts} attempts, and the caller is told. */
    default void busyExhausted(long sessionId, int attempts) {}

    /** A transaction could not write because what it had read is stale. */
    default void staleSnapshot(long sessionId) {}

    /**
     * A session is open for longer than {@code leakDetectionThreshold}, or nothing refers to it any more; told once per
     * session. Also what a session was closed with: a transaction that had written and, while somebody wants their stacks,
     * statements and result sets.
     */
    default void leakDetected(LeakReport report) {}

    /** A session that had been reported as a leak was closed after all. */
    default void leakReturned(long sessionId) {}

    /** A session that nothing referred to any more, or that idled too long, was rolled back and its connection freed. */
    default void leakReclaimed(LeakReport report) {}

    /** A session was closed with statements and result sets still open. */
    default void statementsForgotten(long sessionId, int statements, int resultSets) {}

    /** A statement was prepared, {@code fromCache} if the connection had it already. */
    default void statementPrepared(boolean fromCache) {}

    /** One commit made {@code statements} autocommit statements of several sessions durable. */
    default void groupCommitted(int statements) {}

    /** The library ran a checkpoint; told to all DataSources on the file. */
    default void checkpointed(CheckpointReport report) {}

    /** A maintenance task was run, or failed; told to all DataSources of this JVM on the file. */
    default void maintained(MaintenanceReport report) {}
}
