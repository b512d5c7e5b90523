// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.pool.Loan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The binding of one physical connection to a session. Guarded by the session's lock, except {@link #openRead} and
 * {@link #cursorReadOut}, which any thread may call.
 */
public final class Lease {
    private static final long NOT_COUNTED = -1;

    private final Loan loan;
    private final PhysicalConnection connection;
    private final Supplier<OpenRead> beginRead;
    private final Set<KeepReason> keptFor = EnumSet.noneOf(KeepReason.class);
    private boolean changedRows;
    private boolean inserted;
    private long totalBefore = NOT_COUNTED;
    private final List<OpenRows> cursors = new ArrayList<>(1);
    private final Object readLock = new Object();
    private volatile int reads;
    private volatile @Nullable OpenRead openRead;

    Lease(Loan loan, Supplier<OpenRead> beginRead) {
        this.loan = loan;
        this.connection = loan.connection();
        this.beginRead = beginRead;
    }

    public Loan loan() {
        return loan;
    }

    public PhysicalConnection connection() {
        return connection;
    }

    public void keepFor(KeepReason reason) {
        if (keptFor.add(reason) && reason == KeepReason.TRANSACTION) {
            readBegins();
        }
    }

    public void keepNoMoreFor(KeepReason reason) {
        if (keptFor.remove(reason) && reason == KeepReason.TRANSACTION) {
            readEnds();
        }
    }

    boolean isKept() {
        return !keptFor.isEmpty();
    }

    public boolean isKeptFor(KeepReason reason) {
        return keptFor.contains(reason);
    }

    public void changedRows() {
        changedRows = true;
    }

    public void lostChangedRows() {
        changedRows = false;
    }

    /** Whether {@code changes()} on it is this session's. */
    public boolean hasChangedRows() {
        return changedRows;
    }

    public void inserted() {
        inserted = true;
    }

    /** Whether {@code last_insert_rowid()} on it is this session's. */
    public boolean hasInserted() {
        return inserted;
    }

    /** The connection has counted so many changes before those of this session that are not noted yet. */
    public void countsTotalFrom(long totalChanges) {
        totalBefore = totalChanges;
    }

    public long totalBefore() {
        return totalBefore;
    }

    /** What it counts from now on is not this session's. */
    public void countsNoMore() {
        changedRows = false;
        inserted = false;
        totalBefore = NOT_COUNTED;
    }

    /** Whether this session has changed rows on it. */
    public boolean countsTotal() {
        return totalBefore != NOT_COUNTED;
    }

    public void cursorOpened(OpenRows cursor) {
        cursors.add(cursor);
        readBegins();
    }

    void cursorClosed(OpenRows cursor) {
        cursors.remove(cursor);
    }

    /** A cursor has read its last row or is closed: SQLite keeps no snapshot for it. Called once per cursor. */
    void cursorReadOut() {
        readEnds();
    }

    public List<OpenRows> openCursors() {
        return List.copyOf(cursors);
    }

    /** Whether, in a transaction, it has a result set that is not read to its end. Any thread may ask. */
    public boolean isReadingRows() {
        return reads > 1;
    }

    public boolean hasOpenCursors() {
        return !cursors.isEmpty();
    }

    /**
     * Rows of a write that are still to be read keep SQLite from committing its transaction, or the next one. What such a
     * statement writes, it has written at its start. Can't throw.
     */
    public void closeUnfinishedWrites() {
        for (OpenRows cursor : openCursors()) {
            if (cursor.isUnfinishedWrite()) {
                cursor.endQuietly(new SQLException("the result set of RETURNING was closed with its transaction"));
            }
        }
    }

    /** The same as the connection's, with the result sets closed that would keep a transaction open. */
    public void requireSettled() throws SQLException {
        if (!connection.isSettled()) {
            endTransaction(new SQLException("an earlier statement on this connection was interrupted"));
            connection.requireSettled();
        }
    }

    /** Closes the result sets that are open. The reason becomes an exception, with its stack, only if any is. Can't throw. */
    void closeCursors(String reason) {
        if (hasOpenCursors()) {
            closeCursors(new SQLException(reason));
        }
    }

    /** Closes the result sets that are open. Can't throw. */
    void closeCursors(SQLException reason) {
        for (OpenRows cursor : openCursors()) {
            cursor.endQuietly(reason);
        }
    }

    /** Whether nothing of the session is on it. */
    public boolean isStateless() {
        return cursors.isEmpty() && keptFor.isEmpty();
    }

    /**
     * Ends what SQLite has open, also if nobody here has begun it: the driver steps a BEGIN and a COMMIT of its own after each
     * statement in autocommit, and when an interrupt ends that COMMIT, its transaction stays. Can't throw.
     *
     * <p>"Any new SQL statements that are started after the sqlite3_interrupt() call and before the running statement count
     * reaches zero are interrupted as if they had been running prior to the sqlite3_interrupt() call"
     * (sqlite.org/c3ref/interrupt.html). A half-read result set is a running statement, so it has to be closed first then.
     */
    public void endTransaction(SQLException cause) {
        closeUnfinishedWrites();
        if (!connection.endTransaction()) {
            closeCursors(cause);
            if (!connection.endTransaction()) {
                connection.discard("its transaction could not be ended after: " + cause.getMessage());
            }
        }
    }

    /** The read that keeps a snapshot on this connection, or null. */
    @Nullable
    OpenRead openRead() {
        return openRead;
    }

    private void readBegins() {
        synchronized (readLock) {
            if (reads++ == 0) {
                openRead = beginRead.get();
            }
        }
    }

    private void readEnds() {
        synchronized (readLock) {
            OpenRead ended = openRead;
            if (--reads == 0 && ended != null) {
                openRead = null;
                ended.end().run();
            }
        }
    }
}
