// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.text.Causes;
import io.github.safesqlite.internal.text.SqlText;
import java.io.Serial;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * SQLite has rolled back the open transaction on its own (disk full, I/O error, interrupt, {@code OR ROLLBACK}), so the
 * statement or commit was refused instead of running outside the transaction. SQLState 40000, vendor code of the error
 * that ended it, or 4 (SQLITE_ABORT) if it was not one of SQLite's.
 */
public final class TransactionAbortedException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private TransactionAbortedException(String message, int vendorCode, @Nullable Throwable cause) {
        super(message, SqlState.ROLLED_BACK, vendorCode);
        Causes.set(this, cause);
    }

    /**
     * Names what was refused, why, and the fix.
     *
     * @param wanted what the caller wanted, such as {@code commit} or the text of a statement
     * @param vendorCode the primary result code that ended the transaction, or 0 if it is not known
     * @param cause the failure that ended the transaction, or null if it is not known
     */
    public static TransactionAbortedException of(
            String poolName, long sessionId, String wanted, int vendorCode, @Nullable Throwable cause) {
        String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new TransactionAbortedException(
                poolName + ": connection #" + sessionId + " cannot run " + SqlText.abbreviate(wanted)
                        + ": SQLite has rolled back the transaction" + why
                        + ". None of its changes were kept. Call rollback() and run the transaction again.",
                vendorCode,
                cause);
    }
}
