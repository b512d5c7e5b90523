// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.readout.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An open result set of a session. Its rows come from the driver, which keeps a connection busy, or from memory.
 *
 * <p>The driver has a single result set object per statement and the statements are shared through a cache, so once a
 * cursor is closed nothing may reach the driver's object through it. Safe for use by multiple threads in so far as a
 * second thread gets an exception.
 */
public final class Cursor implements OpenRows {
    private final SessionCore session;
    private final @Nullable Caller statement;
    private final CursorReach reach;
    private final @Nullable Throwable openedAt;
    private volatile @Nullable ResultSet rows;
    private volatile @Nullable DriverCursor driver;
    private volatile @Nullable RowsInGate restInGate;
    private volatile @Nullable EndedRows ended;
    private volatile @Nullable SQLException endReason;
    private volatile @Nullable SQLException interruptReason;

    /** A cursor over rows of the driver. */
    public Cursor(SessionCore session, @Nullable Caller statement, DriverCursor driver) {
        this(session, statement, driver, driver.rows());
    }

    private Cursor(SessionCore session, @Nullable Caller statement, @Nullable DriverCursor driver, ResultSet rows) {
        this.session = session;
        this.reach = new CursorReach(session.callLock(), session::isSharedByThreads);
        this.statement = statement;
        this.driver = driver;
        this.rows = rows;
        this.openedAt =
                session.context().tracesStatements() ? new CreationStack("the result set was opened here") : null;
        session.activity().cursorOpened();
    }

    /** A cursor over rows in memory, of no statement; it keeps nothing busy. */
    public static Cursor inMemory(SessionCore session, ResultSet rows) {
        return new Cursor(session, null, null, rows);
    }

    /** The same, of a statement, which closes it. */
    public static Cursor inMemory(SessionCore session, Caller statement, ResultSet rows) {
        return new Cursor(session, statement, null, rows);
    }

    @Override
    public ResultSet rows() throws SQLException {
        ResultSet open = open();
        EndedRows allRead = ended;
        return allRead == null ? open : described(allRead);
    }

    /**
     * Makes sure that it can be asked.
     *
     * @throws SQLException if this cursor, its statement or its session is closed
     */
    public void checkOpen() throws SQLException {
        open();
    }

    private ResultSet open() throws SQLException {
        // Before the look at the rows, as detach() takes them away before it looks at this: one sees the other.
        if (reach.reached()) {
            session.calls().threads().readBy(Thread.currentThread(), reach.opener());
        }
        ResultSet open = rows;
        if (open == null || isOutlived()) {
            session.end().checkReclaimed();
            SQLException reason = endReason;
            throw reason != null
                    ? reason
                    : SessionClosedException.partClosed(session.context().poolName(), session.id(), "ResultSet");
        }
        return open;
    }

    /** Whether its session, which does not know it, was closed. */
    private boolean isOutlived() {
        return driver == null && statement == null && session.isClosed();
    }

    /** The statement that opened it; none for a result set of the database's metadata or of generated keys. */
    @Override
    public @Nullable Caller statement() {
        return statement;
    }

    @Override
    public String sql() {
        String sql = statement == null ? null : statement.lastSql();
        return sql == null ? "(metadata)" : sql;
    }

    /** What the driver says of its columns, while the driver has its rows. The session's lock is held. */
    public Columns columns() throws SQLException {
        DriverCursor open = driver;
        return open == null ? Columns.of(rows().getMetaData()) : open.columns();
    }

    /** The stack of its opening, if that is kept. */
    public @Nullable Throwable openedAt() {
        return openedAt;
    }

    /** Whether nothing can be read from it any more. */
    public boolean isClosed() {
        return rows == null || isOutlived();
    }

    /**
     * Steps to the next row, within the statement's query timeout.
     *
     * @throws SQLException if SQLite fails, the query is cancelled or its timeout passes
     */
    public boolean next() throws SQLException {
        RowsInGate rest = restInGate;
        return rest == null ? step() : rest.next();
    }

    /** The same for rows that are not read in the write gate. */
    public boolean step() throws SQLException {
        if (ended != null && !isClosed()) {
            return false;
        }
        boolean more = session.calls()
                .step(this, statement == null ? 0 : statement.settings().queryTimeoutSeconds());
        DriverCursor open = driver;
        if (!more && open != null) {
            open.endRead();
            leaveAtEnd();
        }
        return more;
    }

    /** All rows are read, so it keeps nothing busy any more. If another thread is in a call of the session, closing it does that. */
    private void leaveAtEnd() throws SQLException {
        if (restInGate != null || !session.tryLock()) {
            return;
        }
        try {
            DriverCursor open = driver;
            if (open != null && rows == open.rows()) {
                ended = EndedRows.of(open);
            }
            if (open != null && rows != null) {
                takeDriver();
                giveBack(open);
            }
        } finally {
            session.unlock();
        }
    }

    private void giveBack(DriverCursor open) {
        try {
            open.giveBack(!reach.isByOthers());
        } finally {
            session.binding().cursorClosed(this, open.lease());
        }
    }

    private ResultSet described(EndedRows allRead) throws SQLException {
        session.lock();
        try {
            if (ended == allRead && rows != null) {
                rows = allRead.describe(session);
                ended = null;
            }
            return rows();
        } finally {
            session.unlock();
        }
    }

    /** Keeps other threads from the driver's rows until {@link #endMove}, if that can be. The session's lock is held. */
    boolean beginMove() {
        DriverCursor open = driver;
        return restInGate == null && open != null && rows == open.rows() && reach.beginMove();
    }

    void endMove() {
        reach.endMove();
    }

    /** Reads it to the end, which is what makes SQLite do the work, and closes it; how many rows there were. */
    public long drain() throws SQLException {
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
            RowsInGate rest = restInGate;
            if (rest != null) {
                rest.close();
            }
        } finally {
            try {
                if (detach()) {
                    tellStatement();
                }
            } finally {
                session.unlock();
            }
        }
    }

    private void tellStatement() throws SQLException {
        if (statement != null) {
            statement.cursorClosed();
        }
    }

    @Override
    public void end(SQLException reason) throws SQLException {
        endReason = reason;
        close();
    }

    @Override
    public void endQuietly(SQLException reason) {
        Lease lease = lease();
        try {
            end(reason);
        } catch (SQLException | RuntimeException | Error failure) {
            if (lease != null) {
                lease.connection().discard("a result set could not be closed: " + failure.getMessage());
            }
        }
    }

    /** Gives its rows from memory from now on, the rest of them in the write gate or none. The session's lock is held. */
    public void answerFrom(ResultSet memory, @Nullable RowsInGate rest) {
        rows = memory;
        restInGate = rest;
    }

    /** Its rows are all in memory: gives back the driver's part, not the connection yet. The session's lock is held. */
    public void leaveDriver() {
        restInGate = null;
        DriverCursor left = takeDriver();
        if (left != null) {
            try {
                left.giveBack(!reach.isByOthers());
            } finally {
                left.lease().cursorClosed(this);
            }
        }
    }

    @Override
    public synchronized void interrupt(SQLException reason) {
        DriverCursor open = driver;
        if (rows != null && open != null) {
            interruptReason = reason;
            open.lease().connection().interrupt();
        }
    }

    @Override
    public @Nullable SQLException interruptReason() {
        return interruptReason;
    }

    private synchronized @Nullable ResultSet takeRows() {
        ResultSet open = rows;
        rows = null;
        return open;
    }

    private synchronized @Nullable DriverCursor takeDriver() {
        DriverCursor open = driver;
        driver = null;
        return open;
    }

    /** Cuts the way to the rows; whether they were still there. The session's lock is held. */
    public boolean detach() throws SQLException {
        if (takeRows() == null) {
            return false;
        }
        session.activity().cursorClosed();
        DriverCursor open = takeDriver();
        if (open != null) {
            giveBack(open);
        }
        return true;
    }

    @Override
    public boolean isUnfinishedWrite() {
        DriverCursor open = driver;
        return open != null && open.isUnfinishedWrite();
    }

    @Override
    public long toMemory(long memory) {
        Lease lease = lease();
        return lease == null ? 0 : CursorToMemory.move(this, lease, memory);
    }

    @Override
    public @Nullable Lease lease() {
        DriverCursor open = driver;
        return open == null ? null : open.lease();
    }
}
