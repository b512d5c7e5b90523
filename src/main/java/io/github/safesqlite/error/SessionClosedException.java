// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import java.io.Serial;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;

/** A closed connection, or a statement or result set of one, was used. SQLState 08003, vendor code 0. */
public final class SessionClosedException extends SQLNonTransientConnectionException {
    @Serial
    private static final long serialVersionUID = 1;

    private SessionClosedException(String message) {
        super(message, SqlState.CONNECTION_CLOSED, VendorCode.NONE);
    }

    /** A connection was used after its own {@code close()}. */
    public static SessionClosedException closed(String poolName, long sessionId) {
        return new SessionClosedException(
                poolName + ": connection #" + sessionId + " is closed. Do not use a connection after close().");
    }

    /**
     * A connection was used, or waited, when it was ended from outside.
     *
     * @param reason what ended it, such as {@code aborted} or {@code reclaimed as a leak}
     */
    public static SessionClosedException ended(String poolName, long sessionId, String reason) {
        return new SessionClosedException(
                poolName + ": connection #" + sessionId + " was " + reason + ". Get a new connection.");
    }

    /** A DataSource was used after its {@code close()}. */
    public static SessionClosedException poolClosed(String poolName) {
        return new SessionClosedException(poolName + ": the DataSource is closed. Do not use it after close().");
    }

    /** A read was ended from outside, since it kept the write-ahead log from being reset. */
    public static SessionClosedException readEnded(String poolName, long sessionId, Duration age, Duration limit) {
        return new SessionClosedException(poolName + ": the read of connection #" + sessionId + " was ended after "
                + age.toMillis() + " ms because it was not used for more than " + limit.toMillis()
                + " ms (maxReadAge). Its snapshot kept the write-ahead log from shrinking. Close result sets and end"
                + " transactions sooner, or raise maxReadAge. Roll back if this was a transaction, and read again.");
    }

    /**
     * A part of a connection was used after it was closed.
     *
     * @param part such as {@code statement} or {@code result set}
     */
    public static SessionClosedException partClosed(String poolName, long sessionId, String part) {
        return new SessionClosedException(poolName + ": this " + part + " of connection #" + sessionId + " is closed.");
    }
}
