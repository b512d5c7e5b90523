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
 * A transaction that has read cannot write, because another connection has written since (SQLITE_BUSY_SNAPSHOT). Roll back and
 * run the whole transaction again. In auto-commit mode open result sets have the same effect on a connection that came by URL or
 * from a wrapped DataSource, if their rows cannot be moved to memory: close them first. SQLState 40001, vendor code 5 (SQLITE_BUSY). The stack of the transaction's first read is a
 * suppressed throwable if it is known.
 *
 * <p>The transaction stays open for reading, unless {@link #changedRead} tells what has changed: then it is over, since its snapshot
 * was given up to find that out.
 */
public final class StaleSnapshotException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable Throwable firstRead;

    private final @Nullable String changedRead;

    private StaleSnapshotException(
            String message, @Nullable Throwable firstRead, @Nullable String changedRead, @Nullable SQLException cause) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.BUSY);
        Causes.set(this, cause);
        this.firstRead = firstRead;
        this.changedRead = changedRead;
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
                null,
                cause);
        if (firstRead != null) {
            exception.addSuppressed(firstRead);
        }
        return exception;
    }

    /**
     * Names the read that gives something else now.
     *
     * @param sql the write that failed, or null if it is not known
     * @param read the first read that has changed
     * @param cause the driver's exception
     */
    public static StaleSnapshotException ofChangedRead(
            String poolName, @Nullable String sql, String read, SQLException cause) {
        return new StaleSnapshotException(
                poolName + ": this transaction cannot write" + SqlText.inParentheses(sql)
                        + ", because another connection has changed what it had read (SQLITE_BUSY_SNAPSHOT): "
                        + SqlText.abbreviate(read)
                        + ". It was rolled back. Run it again; transactions that begin alike now wait for the write gate before"
                        + " they read.",
                null,
                SqlText.abbreviate(read),
                cause);
    }

    /**
     * Tells that no transaction but open result sets have read.
     *
     * @param sql the write that failed, or null if it is not known
     * @param cause the driver's exception
     */
    public static StaleSnapshotException ofOpenRows(String poolName, @Nullable String sql, SQLException cause) {
        return new StaleSnapshotException(
                poolName + ": this connection cannot write" + SqlText.inParentheses(sql)
                        + ", because result sets are open on it from before another connection wrote (SQLITE_BUSY_SNAPSHOT)."
                        + " Close them, or read them to the end, before you write.",
                null,
                null,
                cause);
    }

    /**
     * Tells why nobody knows whether what was read has changed.
     *
     * @param sql the write that failed, or null if it is not known
     * @param why the reason, as a part of a sentence
     * @param cause the driver's exception
     */
    public static StaleSnapshotException ofUnknownRead(
            String poolName, @Nullable String sql, String why, SQLException cause) {
        return new StaleSnapshotException(
                poolName + ": this transaction cannot write" + SqlText.inParentheses(sql)
                        + ", because another connection has written since it read (SQLITE_BUSY_SNAPSHOT), and what it has read"
                        + " cannot be compared with what is stored now: " + why
                        + ". Roll back and run it again; transactions that begin alike now wait for the write gate before they"
                        + " read.",
                null,
                null,
                cause);
    }

    /**
     * Returns the first query of the transaction that gives something else now, without its values, or null if that is not known.
     * If it is, the transaction is over.
     */
    public @Nullable String changedRead() {
        return changedRead;
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
