// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.management;

/**
 * One DataSource in JMX, as {@code io.github.safesqlite:type=DataSource,name=<poolName>}, with the option {@code
 * registerMbeans}. Attributes and operations that HikariCP's pool bean has too have the same names.
 */
public interface SafeSqliteMXBean {
    /** The option {@code poolName}. */
    String getPoolName();

    /** The database. */
    String getFile();

    /** The number of connections that the application has open; most of them hold no physical connection. */
    int getOpenSessions();

    /** The number of idle physical connections. */
    int getIdleConnections();

    /** The number of physical connections in use. */
    int getActiveConnections();

    /** The total number of physical connections. */
    int getTotalConnections();

    /** The number of connections that wait for a physical connection. */
    int getThreadsAwaitingConnection();

    /** The size of the {@code -wal} file in bytes; 0 if there is none. */
    long getWalBytes();

    /** The number of connections that wait at the write gate. */
    int getWriteWaiters();

    /** Writes that wait in batch writers, and keys that counters have in memory. */
    int getBatchDepth();

    /** How long the oldest of them has waited, in milliseconds. */
    long getBatchOldestMillis();

    /** Whether the pool is suspended until {@link #resumePool}. */
    boolean isSuspended();

    /** Advice on waits, in words. */
    String getAdvice();

    /** The whole snapshot as a table. */
    String getSnapshot();

    /** The whole snapshot as JSON. */
    String getSnapshotJson();

    /** What each statement has cost the writer of the file, as a table. */
    String getStatementCosts();

    /** Begins to count the costs of statements anew. */
    void resetStatementCosts();

    /**
     * The texts of the statements that have run since the DataSource was opened, without their values, as a script.
     *
     * @throws IllegalStateException unless {@code collectStatements=true}
     */
    String collectedStatements();

    /** Closes idle physical connections now and those in use when they are released. */
    void softEvictConnections();

    /** Makes everyone who needs a physical connection wait, for up to {@code connectionTimeout}. */
    void suspendPool();

    /** Ends {@link #suspendPool}. */
    void resumePool();

    /**
     * Copies the write-ahead log back and empties the {@code -wal} file, unless a reader prevents it; returns what it
     * did.
     *
     * @throws IllegalStateException if it was not run; the message says why
     */
    String checkpoint();

    /** Aborts a connection of the application by its number in messages; returns whether it was open. */
    boolean abortSession(long sessionId);
}
