// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.ControlStatement;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;

/**
 * Sends BEGIN, COMMIT and ROLLBACK to SQLite, and retries while it is busy.
 *
 * <p>We send them ourselves and leave the driver in autocommit: the driver would begin again right after each commit, and in
 * IMMEDIATE mode keep SQLite's write lock while the session is idle.
 */
public final class NativeTransaction {
    private final SessionCore session;

    public NativeTransaction(SessionCore session) {
        this.session = session;
    }

    /** Begins without a lock; the first statement takes the snapshot. */
    void beginReading(PhysicalConnection connection, RunningCall call) throws SQLException {
        begin(
                connection,
                ControlStatement.BEGIN_DEFERRED,
                call,
                session.context().writeDeadline());
    }

    /** Begins with the locks of all its files, if it can have them. The session is inside their gates. */
    void beginWriting(PhysicalConnection connection, RunningCall call, Deadline deadline) throws SQLException {
        begin(connection, connection.beginToWrite(), call, deadline);
    }

    /** The same for what writes to the main database only: the attached files are not locked. */
    public void beginWritingMain(PhysicalConnection connection, RunningCall call, Deadline deadline)
            throws SQLException {
        ControlStatement begin =
                connection.attached().isAny() ? ControlStatement.BEGIN_DEFERRED : ControlStatement.BEGIN_IMMEDIATE;
        begin(connection, begin, call, deadline);
    }

    private void begin(PhysicalConnection connection, ControlStatement begin, RunningCall call, Deadline deadline)
            throws SQLException {
        send(connection, begin, RetryPoint.BEGIN, call, deadline);
    }

    /**
     * Commits.
     *
     * @param wrote whether it has written: then it fails if the file that it would be stored in was replaced
     * @return is durable if it wrote nothing; otherwise to be waited for when the gate is left
     */
    public LogSync.Commit commit(PhysicalConnection connection, boolean wrote, RunningCall call) throws SQLException {
        LogSync.Commit commit = wrote ? session.context().beforeCommit(connection) : LogSync.Commit.DURABLE;
        // A commit has a time limit of its own: the statements before it may have taken long.
        send(
                connection,
                ControlStatement.COMMIT,
                RetryPoint.COMMIT,
                call,
                session.context().writeDeadline());
        commit.written();
        return commit;
    }

    /** Rolls back what SQLite has open, if anything. Can't throw: a connection that keeps it open is discarded. */
    public static void rollBack(PhysicalConnection connection) {
        if (!connection.endTransaction()) {
            connection.discard("its transaction could not be rolled back");
        }
    }

    /** Swaps what it has for a read snapshot of the newest state; whether that is the same state. */
    static boolean swapForSnapshot(PhysicalConnection connection, Savepoints savepoints) throws SQLException {
        int before = connection.dataVersionOfAll();
        connection.execute(ControlStatement.COMMIT);
        connection.execute(ControlStatement.BEGIN_DEFERRED);
        savepoints.reopen(connection);
        return connection.dataVersionOfAll() == before;
    }

    /** Swaps a read snapshot for the write lock, on the newest state. */
    void swapSnapshotForLock(PhysicalConnection connection, Savepoints savepoints, RunningCall call, Deadline deadline)
            throws SQLException {
        connection.execute(ControlStatement.COMMIT);
        beginWriting(connection, call, deadline);
        savepoints.reopen(connection);
    }

    private void send(
            PhysicalConnection connection,
            ControlStatement statement,
            RetryPoint point,
            RunningCall call,
            Deadline deadline)
            throws SQLException {
        session.retrying(point, statement.sql(), call, deadline, () -> {
            connection.execute(statement);
            return true;
        });
    }
}
