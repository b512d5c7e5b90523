// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Causes;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.text.Text;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement, or its wait, was ended by {@code Statement.cancel()} or by an interrupt of its thread. The statement was not
 * applied. After an interrupt the thread's interrupt flag is set. SQLState 57014, vendor code 9 (SQLITE_INTERRUPT).
 */
public final class StatementCancelledException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private StatementCancelledException(String message, @Nullable Throwable cause) {
        super(message, SqlState.CANCELLED, VendorCode.INTERRUPT);
        Causes.set(this, cause);
    }

    /**
     * {@code Statement.cancel()} ended the statement or its wait.
     *
     * @param sql the statement, or null if it is not known
     * @param cause the driver's exception, or null if the statement was still waiting
     */
    public static StatementCancelledException cancelled(
            String poolName, long sessionId, @Nullable String sql, @Nullable SQLException cause) {
        return new StatementCancelledException(
                poolName + ": connection #" + sessionId + ": statement cancelled" + SqlText.inParentheses(sql)
                        + ". If it wrote in a transaction, that transaction is rolled back.",
                cause);
    }

    /**
     * The thread was interrupted while it waited; the caller of this method sets the interrupt flag again.
     *
     * @param wait what it waited for, such as {@code the write gate}
     * @param cause the interrupt, or null
     */
    public static StatementCancelledException interrupted(
            String poolName, long sessionId, String wait, Duration waited, @Nullable InterruptedException cause) {
        return new StatementCancelledException(
                poolName + ": connection #" + sessionId + ": thread interrupted after waiting " + Text.millis(waited)
                        + " for " + wait + ".",
                cause);
    }

    /**
     * The same for a thread that has no connection yet.
     *
     * @param wait what it waited for
     */
    public static StatementCancelledException interrupted(
            String poolName, String wait, Duration waited, @Nullable InterruptedException cause) {
        return new StatementCancelledException(
                poolName + ": thread interrupted after waiting " + Text.millis(waited) + " for " + wait + ".", cause);
    }
}
