// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An open result set of a session and what it keeps busy: a physical connection and, on it, one driver statement.
 *
 * <p>The driver has a single result set object per statement and the statements are shared through a cache, so once a
 * cursor is closed nothing may reach the driver's object through it. Safe for use by multiple threads in so far as a
 * second thread gets an exception.
 */
public final class Cursor {
    private final Session session;
    private final @Nullable SessionStatement statement;
    private final Lease lease;
    private final @Nullable PreparedStatement driverStatement;
    private final boolean ofWrite;
    private final Thread opener = Thread.currentThread();
    private final AtomicBoolean readOut = new AtomicBoolean();
    private final @Nullable Throwable openedAt;
    private volatile @Nullable ResultSet rows;
    private volatile boolean reachedByOthers;
    private volatile @Nullable SQLException endReason;
    private volatile @Nullable SQLException interruptReason;

    Cursor(
            Session session,
            @Nullable SessionStatement statement,
            Lease lease,
            @Nullable PreparedStatement driverStatement,
            ResultSet rows,
            boolean ofWrite) {
        this.session = session;
        this.statement = statement;
        this.lease = lease;
        this.driverStatement = driverStatement;
        this.rows = rows;
        this.ofWrite = ofWrite;
        this.openedAt =
                session.context().tracesStatements() ? new CreationStack("the result set was opened here") : null;
        session.activity().cursorOpened();
    }

    /**
     * The driver's result set.
     *
     * @throws SQLException if this cursor, its statement or its session is closed
     */
    public ResultSet rows() throws SQLException {
        if (Thread.currentThread() != opener) {
            // Before the look at the rows, as detach() takes them away before it looks at this: one sees the other.
            reachedByOthers = true;
        }
        ResultSet open = rows;
        if (open == null) {
            session.end().checkReclaimed();
            SQLException reason = endReason;
            throw reason != null
                    ? reason
                    : SessionClosedException.partClosed(session.context().poolName(), session.id(), "ResultSet");
        }
        return open;
    }

    /** The statement that opened it; none for a result set of the database's metadata or of generated keys. */
    public @Nullable SessionStatement statement() {
        return statement;
    }

    /** What is being read, for those who ask what the session does. */
    String sql() {
        String sql = statement == null ? null : statement.lastSql();
        return sql == null ? "(metadata)" : sql;
    }

    /** The stack of its opening, if that is kept. */
    @Nullable
    Throwable openedAt() {
        return openedAt;
    }

    /** Whether nothing can be read from it any more. */
    public boolean isClosed() {
        return rows == null;
    }

    /**
     * Steps to the next row, within the statement's query timeout.
     *
     * @throws SQLException if SQLite fails, the query is cancelled or its timeout passes
     */
    public boolean next() throws SQLException {
        boolean more = session.calls()
                .step(this, statement == null ? 0 : statement.settings().queryTimeoutSeconds());
        if (!more) {
            endRead();
        }
        return more;
    }

    /** Reads it to the end, which is what makes SQLite do the work, and closes it; how many rows there were. */
    long drain() throws SQLException {
        long count = 0;
        while (next()) {
            count++;
        }
        close();
        return count;
    }

    /** Gives back what this cursor kept busy. A second call does nothing. */
    public void close() throws SQLException {
        session.lock();
        try {
            if (detach()) {
                session.cursorClosed(this);
            }
        } finally {
            session.unlock();
        }
    }

    /** Closes it for a reason that the user is told on the next use. The session's lock is held. */
    void end(SQLException reason) throws SQLException {
        endReason = reason;
        close();
    }

    /** The same, where nobody is there to be told of a failure. Can't throw. */
    void endQuietly(SQLException reason) {
        try {
            end(reason);
        } catch (SQLException failure) {
            lease.connection().discard("a result set could not be closed: " + failure.getMessage());
        }
    }

    private void endRead() {
        if (readOut.compareAndSet(false, true)) {
            lease.cursorReadOut();
        }
    }

    /** Ends the step that another thread is in. Does nothing to a closed cursor: its connection may be someone else's. */
    synchronized void interrupt(SQLException reason) {
        if (rows != null) {
            interruptReason = reason;
            lease.connection().interrupt();
        }
    }

    /** Why the rows were ended by another thread, if they were. */
    @Nullable
    SQLException interruptReason() {
        return interruptReason;
    }

    /** Whether another thread can be inside the driver's result set still: then the next session must not get it. */
    private boolean isWithinReachOfOthers() {
        return reachedByOthers || Thread.currentThread() != opener || session.isSharedByThreads();
    }

    private synchronized @Nullable ResultSet takeRows() {
        ResultSet open = rows;
        rows = null;
        return open;
    }

    /** Cuts the way to the driver's result set; whether it was still there. The session's lock is held. */
    boolean detach() {
        ResultSet open = takeRows();
        if (open == null) {
            return false;
        }
        endRead();
        session.activity().cursorClosed();
        try {
            open.close();
        } catch (SQLException e) {
            // The connection can not be trusted with the next session's rows.
            lease.connection().discard("a result set could not be closed: " + e.getMessage());
        }
        if (driverStatement != null) {
            lease.connection().giveBack(driverStatement, !isWithinReachOfOthers());
        }
        return true;
    }

    /** Whether SQLite is still in the middle of a statement with RETURNING. The session's lock is held. */
    boolean isUnfinishedWrite() {
        ResultSet open = rows;
        try {
            return ofWrite
                    && open != null
                    && !readOut.get()
                    && !open.isClosed()
                    && (open.isBeforeFirst() || open.getRow() > 0);
        } catch (SQLException unanswered) {
            return true;
        }
    }

    Lease lease() {
        return lease;
    }
}
