// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RowsInGate;
import io.github.safesqlite.internal.binding.RowsToMemory;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.transaction.GateAccess;
import io.github.safesqlite.internal.transaction.GatePass;
import io.github.safesqlite.internal.transaction.UnreadRows;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a write in autocommit. SQLite commits such a statement when its last row was read, and the gate must not wait for
 * the caller to do it: so they are read into memory before the call returns. After that nothing may fail for want of another
 * connection, or be cancelled: the caller would take for undone what is stored.
 *
 * <p>If they are too many ({@code returningMemory}), the rest stays in SQLite and the session stays in the gate until the caller
 * has read it. What the caller was told to be written gets stored however that ends, so closing the result set lets SQLite come
 * to its end first, which also tells whether it could commit. Any other statement of the session first has the rest read into
 * memory: it could neither commit beside the unfinished one, nor see its changes from another connection.
 *
 * <p>Guarded by the session's lock.
 */
public final class Returning implements UnreadRows {
    private final SessionCore session;
    private @Nullable Rest rest;

    /** The cursor that has rows left in SQLite, those, and the right to write. */
    private final class Rest implements RowsInGate {
        private final Cursor cursor;
        private final Lease lease;
        private final ReadOut rows;
        private final GateAccess gates;
        private final GatePass pass;
        private final LogSync.Commit commit;

        private Rest(Cursor cursor, Lease lease, ReadOut rows, GateAccess gates, GatePass pass, LogSync.Commit commit) {
            this.cursor = cursor;
            this.lease = lease;
            this.rows = rows;
            this.gates = gates;
            this.pass = pass;
            this.commit = commit;
        }

        @Override
        public boolean next() throws SQLException {
            session.lock();
            try {
                boolean more = step();
                if (!more) {
                    close();
                }
                return more;
            } finally {
                session.unlock();
            }
        }

        private boolean step() throws SQLException {
            try {
                return cursor.step();
            } catch (SQLException failure) {
                ended(cursor, failure);
                throw failure;
            } catch (RuntimeException | Error broken) {
                ended(cursor, new SQLException("the write was given up", broken));
                throw broken;
            }
        }

        @Override
        public void close() throws SQLException {
            if (rest == this) {
                finish(this, rows::skipRest);
            }
        }
    }

    public Returning(SessionCore session) {
        this.session = session;
    }

    /** Whether the session is in the gate for rows that are still to be read. */
    @Override
    public boolean isOpen() {
        return rest != null;
    }

    /**
     * Reads the rows that fit; whether that was all, so that the gate can be left and the commit be waited for. Otherwise this does
     * both later.
     */
    boolean read(
            Execution execution,
            Cursor cursor,
            Lease lease,
            GateAccess gates,
            GatePass pass,
            LogSync.Commit commit,
            RunningCall call)
            throws SQLException {
        boolean read = false;
        ReadOut rows = null;
        try {
            rows = ReadOut.of(
                    cursor.rows(),
                    cursor.columns(),
                    RowsToMemory.format(lease.connection()),
                    execution.statement().settings().fetchSize(),
                    execution.maxRows());
            // An outer transaction of the thread that has lent the gate cannot go on before this one is done.
            boolean all = rows.readUpTo(
                    pass.isLent() ? Long.MAX_VALUE : session.context().config().returningMemory());
            call.leavingConnection(lease.connection());
            if (all) {
                pass.changed(rows.count());
            }
            Rest left = all ? null : new Rest(cursor, lease, rows, gates, pass, commit);
            cursor.answerFrom(rows.resultSet(), left);
            if (left == null) {
                cursor.leaveDriver();
            } else {
                rest = left;
            }
            read = true;
            return all;
        } finally {
            if (!read) {
                try {
                    if (rows == null || rows.isOnRow()) {
                        undo(cursor, lease);
                    }
                } finally {
                    // Left open it would keep SQLite's write lock outside of the gate.
                    cursor.leaveDriver();
                    cursor.detach();
                }
            }
        }
    }

    /** The caller is told of a failure, so nothing may be stored; if the statement were just closed, SQLite would commit it. */
    private static void undo(Cursor cursor, Lease lease) {
        try {
            lease.connection().interrupt();
            while (cursor.rows().next()) {
                // The first row is there already, to the next one SQLite has to step.
                continue;
            }
        } catch (SQLException | RuntimeException | Error interrupted) {
            // Which has rolled it back.
            return;
        }
    }

    private void ended(Cursor cursor, SQLException failure) throws SQLException {
        try {
            leave(cursor, failure);
        } finally {
            cursor.end(failure);
        }
    }

    /** Ends the write before a call of another statement; one of its own closes the result set if it needs to. */
    public void beforeCallOf(@Nullable Caller statement) throws SQLException {
        if (rest != null && (statement == null || rest.cursor.statement() != statement)) {
            readRest();
        }
    }

    /** Ends the write; the rows that are left go to memory. */
    void readRest() throws SQLException {
        Rest open = rest;
        if (open != null) {
            try {
                finish(open, open.rows::readRest);
            } catch (SQLException failure) {
                open.cursor.end(failure);
                throw failure;
            }
        }
    }

    @Override
    public void readRestForOther() {
        try {
            readRest();
        } catch (SQLException toldByCursor) {
            return;
        }
    }

    /** What brings the rows to their end. */
    private interface Ending {
        void run() throws SQLException;
    }

    private void finish(Rest open, Ending ending) throws SQLException {
        SQLException failure = null;
        try {
            ending.run();
            open.commit.written();
        } catch (SQLException notStored) {
            failure = notStored;
            throw notStored;
        } finally {
            leave(open.cursor, failure);
        }
        session.context().awaitDurable(open.commit);
    }

    private void leave(Cursor cursor, @Nullable SQLException failure) {
        Rest ended = rest;
        if (ended == null || ended.cursor != cursor) {
            return;
        }
        rest = null;
        try {
            cursor.leaveDriver();
            if (failure != null && SqliteErrors.endsTransaction(failure)) {
                ended.lease.endTransaction(failure);
            }
        } finally {
            if (failure == null) {
                ended.pass.changed(ended.rows.count());
            }
            ended.gates.leave(ended.pass, ended.lease);
        }
    }
}
