// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a session does on the driver's own objects outside of any statement of the caller. Safe for use by multiple threads. */
public final class DriverAccess {
    private final Session session;

    DriverAccess(Session session) {
        this.session = session;
    }

    /** The driver's connection; from now on this session keeps it to itself, and the pool gets no use of it after. */
    public Connection connection() throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            lease.pin(Pin.RAW_HANDLE);
            lease.connection().discard("the caller unwrapped it");
            return lease.connection().delegate();
        });
    }

    /** Runs something on the driver's connection that changes nothing, such as a look at the metadata. */
    public <T> T run(DriverCall<T> driverCall) throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            try {
                call.executingOn(lease.connection());
                return driverCall.on(lease.connection().delegate());
            } finally {
                session.binding().release();
            }
        });
    }

    /** Opens a result set on the driver's connection outside of any statement of the caller, such as metadata gives. */
    public Cursor query(DriverCall<ResultSet> driverCall) throws SQLException {
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            try {
                call.executingOn(lease.connection());
                ResultSet rows = driverCall.on(lease.connection().delegate());
                Cursor cursor = new Cursor(session, null, new DriverCursor(lease, null, rows, false));
                lease.cursorOpened(cursor);
                return cursor;
            } finally {
                session.binding().release();
            }
        });
    }

    /** Something to do on the driver's connection. */
    @FunctionalInterface
    public interface DriverCall<T> {
        /** Does it. */
        T on(Connection delegate) throws SQLException;
    }

    /** Whether a connection to the database still answers. */
    public boolean isValid() throws SQLException {
        if (session.isClosed()) {
            return false;
        }
        return session.calls().run(null, null, call -> {
            Lease lease = session.binding().reader(session.context().connectionDeadline());
            try {
                return lease.connection().isValid();
            } finally {
                session.binding().release();
            }
        });
    }
}
