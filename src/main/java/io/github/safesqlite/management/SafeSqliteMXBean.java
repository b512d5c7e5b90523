// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.management;

/**
 * One DataSource in JMX, as {@code io.github.safesqlite:type=DataSource,name=<poolName>}, with the option
 * {@code registerMbeans}. What HikariCP's pool bean has goes by the same name here.
 */
public interface SafeSqliteMXBean {
    /** The option {@code poolName}. */
    String getPoolName();

    /** The database. */
    String getFile();

    /** Connections that the application has open; most of them hold no physical one. */
    int getOpenSessions();

    /** Physical connections that are ready for use. */
    int getIdleConnections();

    /** Physical connections in use. */
    int getActiveConnections();

    /** Physical connections in all. */
    int getTotalConnections();

    /** Sessions that wait for a physical connection. */
    int getThreadsAwaitingConnection();

    /** The size of the {@code -wal} file in bytes; 0 if there is none. */
    long getWalBytes();

    /** Sessions that wait at the write gate. */
    int getWriteWaiters();

    /** Whether nobody gets a physical connection until {@link #resumePool}. */
    boolean isSuspended();

    /** What to do about waits, in words. */
    String getAdvice();

    /** The whole picture as a table. */
    String getSnapshot();

    /** The whole picture as JSON. */
    String getSnapshotJson();

    /** Closes idle physical connections now, and each one in use when it is given back. */
    void softEvictConnections();

    /** Makes all who need a physical connection wait, for up to {@code connectionTimeout}. */
    void suspendPool();

    /** Ends {@link #suspendPool}. */
    void resumePool();

    /**
     * Copies the write-ahead log back and empties the {@code -wal} file, if no reader is in the way; what it did.
     *
     * @throws IllegalStateException if it was not run; the message says why
     */
    String checkpoint();

    /** Ends one connection of the application, by the number that messages give it; whether it was open. */
    boolean abortSession(long sessionId);
}
