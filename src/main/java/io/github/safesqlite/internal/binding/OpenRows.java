// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A result set that is open, as the connection knows it that it keeps busy, and the call that steps it. */
public interface OpenRows {
    /** The connection that it keeps busy; null if its rows are in memory. */
    @Nullable
    Lease lease();

    /** The statement that opened it, if it is of one. */
    @Nullable
    Caller statement();

    /** What is being read, for those who ask what the session does. */
    String sql();

    /**
     * The result set that its rows come from.
     *
     * @throws SQLException if it, its statement or its session is closed
     */
    ResultSet rows() throws SQLException;

    /** Whether SQLite is still in the middle of a statement with RETURNING. The session's lock is held. */
    boolean isUnfinishedWrite();

    /**
     * Reads the rest of it into memory, as far as that reaches, so that it needs no connection; how many bytes it took, about:
     * more than {@code memory} if that was not enough. The session's lock is held.
     */
    long toMemory(long memory);

    /** Closes it for a reason that the user is told on the next use. The session's lock is held. */
    void end(SQLException reason) throws SQLException;

    /** The same, where nobody is there to be told of a failure. Can't throw. */
    void endQuietly(SQLException reason);

    /** Ends the step that another thread is in. Does nothing once the connection may be someone else's. */
    void interrupt(SQLException reason);

    /** Why the rows were ended by another thread, if they were. */
    @Nullable
    SQLException interruptReason();
}
