// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.internal.binding.Cursor;
import io.github.safesqlite.internal.binding.DriverCursor;
import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.RunningCall;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.transaction.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Access of a session to the driver's own objects, outside any statement of the caller. Safe for use by multiple threads. */
public final class DriverAccess {
    /** What stands for the queries that the driver makes of its metadata calls. */
    private static final SqlStatement SCHEMA_QUERY =
            SqlScript.parse("PRAGMA table_list").single();

    private final SessionCore session;
    private final Transaction transaction;

    DriverAccess(SessionParts parts) {
        this.session = parts.core();
        this.transaction = parts.transaction();
    }

    /** The driver's connection; from now on this session keeps it to itself, and the pool gets no use of it after. */
    public Connection connection() throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            lease.keepFor(KeepReason.RAW_HANDLE);
            lease.connection().endSharedSync();
            lease.connection().keep("the driver's connection was unwrapped");
            return lease.connection().delegate();
        });
    }

    /** Runs something on the driver's connection that changes nothing, such as a look at the metadata. */
    public <T> T run(DriverCall<T> driverCall) throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            try {
                return onceFree(lease, driverCall, call);
            } finally {
                session.binding().release();
            }
        });
    }

    /** Opens a result set on the driver's connection outside any statement of the caller, which reads no database. */
    public Cursor query(DriverCall<ResultSet> driverCall) throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            try {
                return cursorOn(lease, driverCall, call);
            } finally {
                session.binding().release();
            }
        });
    }

    /** The same, where the rows come from the schema: in manual commit mode that is a statement of the transaction. */
    public Cursor querySchema(DriverCall<ResultSet> driverCall) throws SQLException {
        if (!transaction.inTransactionMode() || transaction.isAborted()) {
            return query(driverCall);
        }
        return session.calls().run(null, SCHEMA_QUERY.sql(), call -> {
            Lease lease = transaction.leaseFor(SCHEMA_QUERY, Program.PLAIN, call);
            if (transaction.firstWrite() == null) {
                transaction.reads().cannotRepeat(SCHEMA_QUERY);
            }
            try {
                Cursor cursor = cursorOn(lease, driverCall, call);
                transaction.foundRows();
                return cursor;
            } catch (SQLException failure) {
                throw transaction.failed(failure);
            }
        });
    }

    private Cursor cursorOn(Lease lease, DriverCall<ResultSet> driverCall, RunningCall call) throws SQLException {
        ResultSet rows = onceFree(lease, driverCall, call);
        Cursor cursor = new Cursor(session, null, new DriverCursor(lease, null, rows, null));
        lease.cursorOpened(cursor);
        return cursor;
    }

    /** Waits while SQLite is busy: it reads the schema, as a statement would. */
    private <T> T onceFree(Lease lease, DriverCall<T> driverCall, RunningCall call) throws SQLException {
        call.executingOn(lease.connection());
        return session.retrying(
                RetryPoint.STATEMENT,
                SCHEMA_QUERY.sql(),
                call,
                session.context().writeDeadline(),
                () -> driverCall.on(lease.connection().delegate()));
    }

    /** Something to do on the driver's connection. */
    @FunctionalInterface
    public interface DriverCall<T> {
        /** Does it. */
        T on(Connection delegate) throws SQLException;
    }

    /** Whether a connection to the database still answers within that time; 0 for {@code connectionTimeout}. */
    public boolean isValid(int timeoutSeconds) throws SQLException {
        if (session.isClosed()) {
            return false;
        }
        Deadline deadline = session.context().connectionDeadline();
        if (timeoutSeconds > 0) {
            Duration wanted = Duration.ofSeconds(timeoutSeconds);
            deadline =
                    Deadline.earlier(deadline, Deadline.after(session.context().ticker(), wanted));
        }
        if (!session.tryLock(Duration.ofNanos(deadline.remainingNanos()))) {
            return false;
        }
        try {
            return isValid(deadline);
        } finally {
            session.unlock();
        }
    }

    private boolean isValid(Deadline deadline) throws SQLException {
        try {
            return session.calls().run(null, null, call -> {
                Lease lease = session.binding().forMoment(deadline);
                try {
                    return lease.connection().isValid();
                } finally {
                    session.binding().release();
                }
            });
        } catch (ConnectionTimeoutException | DatabaseGoneException unreachable) {
            return false;
        }
    }
}
