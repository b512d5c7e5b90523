// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.internal.text.SqlText;
import java.io.Serial;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * Two transactions wait for each other: each wants to write to a file that it attached after it began, and that the
 * other writes to. The statement was not executed; the transaction is still open. Roll it back so that the other can
 * continue, then run it again. SQLState 40001, vendor code 5 (SQLITE_BUSY).
 */
public final class WriteDeadlockException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable HolderInfo holder;

    private WriteDeadlockException(String message, @Nullable HolderInfo holder) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.BUSY);
        this.holder = holder;
    }

    /**
     * Names the file, the other transaction and the fix.
     *
     * @param sessionId the number of the connection that is refused
     * @param sql what it wants to run, or null
     * @param file the file that it wants to write to, or null for its main database
     * @param holder the transaction that writes to that file, or null if it has ended just now
     */
    public static WriteDeadlockException of(
            String poolName, long sessionId, @Nullable String sql, @Nullable String file, @Nullable HolderInfo holder) {
        String message = poolName + ": connection #" + sessionId + " wants to write to "
                + (file == null ? "its main database" : file) + SqlText.inParentheses(sql)
                + ", whose write gate is "
                + (holder == null ? "just being handed over" : HolderText.describe(holder))
                + ", and that connection waits for a file that this one writes to. Roll back and run the transaction again,"
                + " and attach files before the transaction begins.";
        return new WriteDeadlockException(message, holder);
    }

    /** Returns the transaction that waits for this one; null if it ended just then, or after deserialization. */
    public @Nullable HolderInfo holder() {
        return holder;
    }
}
