// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Causes;
import io.github.safesqlite.internal.text.SqlText;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has read cannot write, because another connection has written since (SQLITE_BUSY_SNAPSHOT). It
 * stays open for reading; roll back and run the whole transaction again. SQLState 40001, vendor code 5 (SQLITE_BUSY).
 * The stack of the transaction's first read is a suppressed throwable if it is known.
 */
public final class StaleSnapshotException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable Throwable firstRead;

    private StaleSnapshotException(String message, @Nullable Throwable firstRead, @Nullable SQLException cause) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.BUSY);
        Causes.set(this, cause);
        this.firstRead = firstRead;
    }

    /**
     * Names the statement and the fix.
     *
     * @param sql the write that failed, or null if it is not known
     * @param firstRead carries the stack of the transaction's first read, or null if it was not captured
     * @param begin how to begin a transaction that is going to write, such as {@code beginMode=IMMEDIATE}
     * @param cause the driver's exception, or null if the library saw the stale snapshot before SQLite did
     */
    public static StaleSnapshotException of(
            String poolName,
            @Nullable String sql,
            @Nullable Throwable firstRead,
            String begin,
            @Nullable SQLException cause) {
        var exception = new StaleSnapshotException(
                poolName + ": this transaction read data that another connection has since changed"
                        + " (SQLITE_BUSY_SNAPSHOT), so it cannot write" + SqlText.inParentheses(sql)
                        + ". Roll back and run the transaction again, or begin it with " + begin + ";"
                        + " a single statement cannot be retried.",
                firstRead,
                cause);
        if (firstRead != null) {
            exception.addSuppressed(firstRead);
        }
        return exception;
    }

    /** Returns a throwable with the stack of the transaction's first read, or null if it was not captured. */
    public @Nullable Throwable firstRead() {
        return firstRead;
    }

    /** SQLite's extended result code: 517 (SQLITE_BUSY_SNAPSHOT). */
    public int getExtendedCode() {
        return VendorCode.BUSY_SNAPSHOT;
    }
}
