// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the changes of one database file, whoever makes them, as a connection sees them that nobody writes on. It is opened when
 * a session first asks, so who does not ask pays nothing. Safe for use by multiple threads.
 */
public final class DataVersions {
    private static final int NOBODY_LOOKS = -1;

    private int users;
    private @Nullable Probe probe;
    private int seen;
    private long count;
    private boolean emptying;
    private volatile boolean ofOldFile;

    /** A connection beside all others, which only looks. */
    public interface Probe {
        /** A number that changes when any other connection has written. */
        int version() throws SQLException;

        /** Closes it. Can't throw. */
        void closeQuietly();
    }

    /** Opens the connection that looks. */
    @FunctionalInterface
    public interface Opening {
        /** Opens it. */
        Probe open() throws SQLException;
    }

    /** A number that changes when any connection but the one that is asked has written. */
    @FunctionalInterface
    public interface VersionSeen {
        /** Asks for it. */
        int version() throws SQLException;
    }

    /** One more may ask. */
    public synchronized void joined() {
        users++;
    }

    /** Closes the connection with the last user. Can't throw. */
    public synchronized void left() {
        Probe last = --users == 0 ? probe : null;
        if (last != null) {
            probe = null;
            last.closeQuietly();
        }
    }

    /** Closes the connection; what changes until the next one is open counts as one change. Can't throw. */
    synchronized void closeIdle() {
        Probe open = probe;
        if (open != null) {
            probe = null;
            count++;
            open.closeQuietly();
        }
    }

    /** Another file is the database now. Never blocks. */
    void fileReplaced() {
        ofOldFile = true;
    }

    /**
     * A number that has risen if anyone has changed the database since it was last asked for.
     *
     * @throws SQLException if the database cannot be read
     */
    public synchronized long now(Opening opening) throws SQLException {
        if (ofOldFile) {
            ofOldFile = false;
            forgetOldFile();
        }
        Probe open = probe;
        if (open == null) {
            open = opening.open();
            probe = open;
            seen = open.version();
        }
        return look(open);
    }

    private void forgetOldFile() {
        Probe old = probe;
        if (old != null) {
            probe = null;
            count++;
            old.closeQuietly();
        }
    }

    private long look(Probe open) throws SQLException {
        int version = open.version();
        while (version != seen && emptying) {
            awaitEndOfCheckpoint();
            version = open.version();
        }
        if (version != seen) {
            seen = version;
            count++;
        }
        return count;
    }

    // It can be that change: when it has ended, this is known.
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    private void awaitEndOfCheckpoint() throws SQLException {
        try {
            wait();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new SQLException("the wait for a checkpoint was interrupted", interrupt);
        }
    }

    /**
     * Empties the log on the connection that is asked, which SQLite counts as a change although it is none. The caller is in the gate.
     *
     * @throws SQLException of the task
     */
    public <T> T whileEmptyingLog(VersionSeen connection, ConnectionTask<T> task) throws SQLException {
        int others = begin(connection);
        try {
            return task.run();
        } finally {
            end(connection, others);
        }
    }

    private synchronized int begin(VersionSeen connection) throws SQLException {
        if (probe == null) {
            return NOBODY_LOOKS;
        }
        int others = connection.version();
        look(probe);
        emptying = true;
        return others;
    }

    private synchronized void end(VersionSeen connection, int others) throws SQLException {
        emptying = false;
        notifyAll();
        Probe open = probe;
        if (open != null && others != NOBODY_LOOKS) {
            int version = open.version();
            if (connection.version() == others) {
                seen = version;
            }
        }
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    public interface ConnectionTask<T> {
        /** Does it. */
        T run() throws SQLException;
    }
}
