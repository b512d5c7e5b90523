// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.text.Text;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * SQLite still reported SQLITE_BUSY or SQLITE_LOCKED after the last attempt. The message says what is known about the
 * holder of the lock: a reading connection, a process. The statement was not applied. SQLState 40001, vendor code of
 * the last failure (5 or 6). The cause is the last failure; earlier ones are suppressed.
 */
public final class BusyException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int attempts;
    private final int extendedCode;

    private BusyException(String message, int attempts, int extendedCode, SQLException last) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.primary(extendedCode), last);
        this.attempts = attempts;
        this.extendedCode = extendedCode;
    }

    /**
     * Returns the exception for a statement that was still busy after the allowed number of attempts.
     *
     * @param sql the statement, or null if it was transaction control
     * @param attempts 1 + retries
     * @param limitOption the option that bounds the attempts
     * @param extendedCode the extended result code of {@code last}
     * @param explanation what is known about the holder of the lock, and what to do, in sentences
     */
    public static BusyException attemptsExhausted(
            String poolName,
            @Nullable String sql,
            int attempts,
            Duration waited,
            String limitOption,
            int extendedCode,
            String explanation,
            SQLException last) {
        return of(poolName, sql, attempts, waited, limitOption + "=" + attempts, extendedCode, explanation, last);
    }

    /**
     * Returns the exception for a statement that was still busy when the deadline passed.
     *
     * @param sql the statement, or null if it was transaction control
     * @param attempts 1 + retries
     * @param limit the whole time that was allowed
     * @param limitOption the option that set {@code limit}, or an empty string
     * @param extendedCode the extended result code of {@code last}
     * @param explanation what is known about the holder of the lock, and what to do, in sentences
     */
    public static BusyException deadlinePassed(
            String poolName,
            @Nullable String sql,
            int attempts,
            Duration waited,
            Duration limit,
            String limitOption,
            int extendedCode,
            String explanation,
            SQLException last) {
        String shown = limitOption.isEmpty() ? "" : limitOption + "=" + Text.millis(limit);
        return of(poolName, sql, attempts, waited, shown, extendedCode, explanation, last);
    }

    /**
     * Returns the exception for a statement that needs exclusive access to a file that others have open.
     *
     * @param others the others, such as {@code 1 other connection of this DataSource in use}
     * @param fix a sentence
     */
    public static BusyException notAlone(String poolName, String sql, String others, String fix, SQLException cause) {
        String message = poolName + ": SQLite needs exclusive access to the database file for this connection"
                + SqlText.inParentheses(sql) + ", but it is also open in " + others
                + ". Idle connections were closed. " + fix;
        return new BusyException(message, 1, cause.getErrorCode(), cause);
    }

    private static BusyException of(
            String poolName,
            @Nullable String sql,
            int attempts,
            Duration waited,
            String limit,
            int extendedCode,
            String explanation,
            SQLException last) {
        String message =
                poolName + ": still busy after " + attempts + (attempts == 1 ? " attempt" : " attempts") + " in "
                        + Text.millis(waited) + Text.option(limit) + SqlText.inParentheses(sql)
                        + ". " + explanation;
        return new BusyException(message, attempts, extendedCode, last);
    }

    /** Returns the number of attempts: 1 + retries. */
    public int attempts() {
        return attempts;
    }

    /** SQLite's extended result code of the last failure, such as 5 (BUSY), 261 (BUSY_RECOVERY) or 262 (LOCKED_SHAREDCACHE). */
    public int getExtendedCode() {
        return extendedCode;
    }
}
