// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.internal.codes.VendorCode;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What SQLite's result codes mean for the statement, the transaction and the connection. The code is that of the first driver
 * exception among a throwable and its causes, so wrapped failures and batches are understood too.
 *
 * <p>The driver's vendor code is only the primary code and its SQLState is always null; the extended code is in its result
 * code. Codes are explained at sqlite.org/rescode.html.
 */
public final class SqliteErrors {

    private static final int MOST_CAUSES = 20;
    private static final String UNKNOWN = "[UNKNOWN_ERROR]";

    private SqliteErrors() {}

    /** What SQLite would report as SQLITE_ERROR had the statement been sent, as the driver throws it. */
    public static SQLException error(String message) {
        return new SQLiteException(SQLiteErrorCode.SQLITE_ERROR + " (" + message + ")", SQLiteErrorCode.SQLITE_ERROR);
    }

    /** What SQLite would report for a snapshot that is no longer the newest, as the driver throws it. */
    public static SQLException staleSnapshot(String message) {
        SQLiteErrorCode code = SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT;
        return new SQLiteException(code + " (" + message + ")", code);
    }

    /**
     * Gives an exception of ours the driver's exception with the same result code as its last cause: callers look for it to
     * tell a locked database from a broken one. One that has such a cause, or no vendor code, stays as it is.
     *
     * @return {@code failure}
     */
    public static <E extends SQLException> E withDriverCause(E failure) {
        int code = codeOfOurs(failure);
        if (code != 0 && extendedCode(failure) == 0) {
            SQLiteErrorCode known = SQLiteErrorCode.getErrorCode(code);
            Throwable last = failure;
            while (last.getCause() != null) {
                last = last.getCause();
            }
            try {
                last.initCause(new SQLiteException(known.toString(), known));
            } catch (IllegalStateException hasNoneOnPurpose) {
                failure.addSuppressed(new SQLiteException(known.toString(), known));
            }
        }
        return failure;
    }

    private static int codeOfOurs(SQLException failure) {
        if (failure instanceof StaleSnapshotException stale) {
            return stale.getExtendedCode();
        }
        if (failure instanceof BusyException busy) {
            return busy.getExtendedCode();
        }
        if (failure instanceof DatabaseGoneException) {
            return VendorCode.READONLY_DBMOVED;
        }
        return failure.getErrorCode() == VendorCode.DONE ? 0 : failure.getErrorCode();
    }

    /** SQLite's extended result code, or 0 if {@code failure} does not come from SQLite. */
    public static int extendedCode(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof SQLiteException sqlite) {
                return codeOf(sqlite);
            }
            cause = cause.getCause();
        }
        return 0;
    }

    /** SQLite's primary result code, which is the last byte of the extended one, or 0. */
    public static int primaryCode(@Nullable Throwable failure) {
        return VendorCode.primary(extendedCode(failure));
    }

    /** SQLite's primary result code, or {@code otherwise} if {@code failure} does not come from SQLite. */
    public static int primaryCodeOr(int otherwise, @Nullable Throwable failure) {
        int code = primaryCode(failure);
        return code == 0 ? otherwise : code;
    }

    /** Whether another connection has the lock and waiting may help: SQLITE_BUSY, but not of a stale snapshot. */
    public static boolean isBusy(Throwable failure) {
        int code = extendedCode(failure);
        return VendorCode.primary(code) == VendorCode.BUSY && code != VendorCode.BUSY_SNAPSHOT;
    }

    /** Whether the same attempt may succeed later: busy, or locked by another connection to a shared cache. */
    public static boolean isWorthRetrying(Throwable failure) {
        return isBusy(failure) || extendedCode(failure) == VendorCode.LOCKED_SHAREDCACHE;
    }

    /**
     * Whether the transaction read data that another connection has since changed. "Another database connection has already
     * written to the database and thus invalidated prior reads" (sqlite.org/rescode.html#busy_snapshot): waiting cannot help.
     */
    public static boolean isStaleSnapshot(Throwable failure) {
        return extendedCode(failure) == VendorCode.BUSY_SNAPSHOT;
    }

    /** Whether the database, or the connection, admits no writes. */
    public static boolean isReadOnly(Throwable failure) {
        return primaryCode(failure) == VendorCode.READONLY;
    }

    /** Whether the statement does not compile, or was undone as a whole: SQLITE_ERROR. */
    public static boolean isError(Throwable failure) {
        return primaryCode(failure) == VendorCode.ERROR;
    }

    /** Whether a constraint does not hold. */
    public static boolean isConstraint(Throwable failure) {
        return primaryCode(failure) == VendorCode.CONSTRAINT;
    }

    /** Whether the statement was interrupted. */
    public static boolean isInterrupt(Throwable failure) {
        return primaryCode(failure) == VendorCode.INTERRUPT;
    }

    /**
     * Whether SQLite may have rolled the whole transaction back on its own: full, I/O error, out of memory or interrupted.
     * A constraint with {@code ON CONFLICT ROLLBACK} or a busy COMMIT can do so too, which no code tells: then only the
     * connection knows.
     */
    public static boolean endsTransaction(Throwable failure) {
        return switch (primaryCode(failure)) {
            case VendorCode.FULL, VendorCode.IOERR, VendorCode.NOMEM, VendorCode.INTERRUPT -> true;
            default -> false;
        };
    }

    /**
     * Whether what failed so may have been committed: with a rollback journal the end of the journal decides, and these can fail
     * after it (sqlite.org/atomiccommit.html). With a write-ahead log none of them is the failure of a commit.
     */
    public static boolean leavesInDoubt(Throwable failure) {
        return switch (extendedCode(failure)) {
            case VendorCode.IOERR_DIR_FSYNC,
                    VendorCode.IOERR_UNLOCK,
                    VendorCode.IOERR_RDLOCK,
                    VendorCode.IOERR_DELETE,
                    VendorCode.IOERR_CLOSE -> true;
            default -> false;
        };
    }

    /** Whether the prepared statement can be executed again; after any other failed step the driver has finalized it. */
    public static boolean keepsStatement(Throwable failure) {
        return switch (primaryCode(failure)) {
            case VendorCode.BUSY, VendorCode.LOCKED, VendorCode.CONSTRAINT, VendorCode.MISUSE -> true;
            default -> false;
        };
    }

    private static int codeOf(SQLiteException failure) {
        SQLiteErrorCode known = failure.getResultCode();
        return known == SQLiteErrorCode.UNKNOWN_ERROR ? codeInMessage(failure.getMessage()) : known.code;
    }

    /** The number in a message such as {@code [UNKNOWN_ERROR]  unknown error:8714 (disk I/O error)}, or 0. */
    static int codeInMessage(@Nullable String message) {
        if (message == null || !message.startsWith(UNKNOWN)) {
            return 0;
        }
        int start = message.indexOf(':') + 1;
        int end = start;
        int code = 0;
        while (end < message.length() && Character.digit(message.charAt(end), 10) >= 0 && end - start < 9) {
            code = code * 10 + Character.digit(message.charAt(end), 10);
            end++;
        }
        return code;
    }
}
