// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Secrets;
import java.io.IOException;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/**
 * The storage of the database failed: the disk is full (SQLState 53100) or fails (58030), the process has no file
 * handle left (53000), or write permission was lost (08001). The statement was not executed, unless the message says that a
 * commit may have been; it works again when the cause is gone. The vendor code is SQLite's; the driver's exception, or
 * that of a sync which several commits share, is the cause.
 */
public final class StorageException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private StorageException(String message, String state, int vendorCode, Exception cause) {
        super(message, state, vendorCode, cause);
    }

    /** There is no space. */
    public static StorageException full(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "the disk that holds it or its temporary files is full, or max_page_count has been reached",
                "Free some space; the same connections then work again.",
                SqlState.DISK_FULL,
                cause);
    }

    /** The operating system reports a failure. */
    public static StorageException failing(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "disk I/O failed: " + cause.getMessage(),
                "Check the disk and the system log; the same connections work again when the disk does.",
                SqlState.IO_ERROR,
                cause);
    }

    /** The operating system reports a failure after a commit may have been decided. */
    public static StorageException inDoubt(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "disk I/O failed, and a commit that failed so may have been made: " + cause.getMessage(),
                "Read whether the change is there before you make it again. Check the disk and the system log.",
                SqlState.IO_ERROR,
                cause);
    }

    /** A sync that several commits share has failed, after they were written ({@code sharedSync}). */
    public static StorageException syncFailed(String poolName, String file, IOException cause) {
        return of(
                poolName,
                file,
                "a sync of its write-ahead log failed, and what was committed may be lost: " + cause.getMessage(),
                "Read whether the change is there before you make it again. Check the disk and the system log.",
                SqlState.IO_ERROR,
                VendorCode.IOERR,
                cause);
    }

    /** A commit could share no sync ({@code sharedSync}), and was not made. */
    public static StorageException syncRefused(String poolName, String file, IOException cause) {
        return of(
                poolName,
                file,
                "its write-ahead log cannot be synced, so nothing was committed: " + cause.getMessage(),
                "Check the disk and the system log; writing goes on when all connections of before were given back.",
                SqlState.IO_ERROR,
                VendorCode.IOERR,
                cause);
    }

    /** SQLite finds no sense in what it reads. */
    public static StorageException damaged(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "SQLite found it damaged, or the disk could not be read: " + cause.getMessage(),
                "Check the disk and the system log, then run PRAGMA integrity_check; if that finds damage, restore a"
                        + " backup, or try the .recover command.",
                SqlState.IO_ERROR,
                cause);
    }

    /** The system does not let SQLite open the database or a file beside it, and permissions do not show why. */
    public static StorageException refused(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "the system refused to open it, or its log or journal: " + cause.getMessage(),
                "Check the disk, the permissions of its directory and the system log; work resumes by itself when the"
                        + " system allows it.",
                SqlState.CONNECTION_FAILURE,
                cause);
    }

    /**
     * A permission is missing.
     *
     * @param problem which one
     */
    public static StorageException permission(String poolName, String file, String problem, SQLException cause) {
        return of(
                poolName,
                file,
                problem,
                "Restore write permission on the files and their directory; work then resumes by itself.",
                SqlState.CONNECTION_FAILURE,
                cause);
    }

    /**
     * It cannot be read as it is, by someone who may not write.
     *
     * @param problem why
     * @param fix a sentence
     */
    public static StorageException unreadable(
            String poolName, String file, String problem, String fix, SQLException cause) {
        return of(poolName, file, problem, fix, SqlState.CONNECTION_FAILURE, cause);
    }

    /** The process has as many files open as it may. */
    public static StorageException handles(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "no file handle is left: the process or the system has reached its limit of open files and sockets",
                "Close some, or raise the limit (ulimit -n); work then resumes by itself.",
                SqlState.TOO_FEW_RESOURCES,
                cause);
    }

    private static StorageException of(
            String poolName, String file, String problem, String fix, String state, SQLException cause) {
        return of(poolName, file, problem, fix, state, VendorCode.primary(cause.getErrorCode()), cause);
    }

    private static StorageException of(
            String poolName, String file, String problem, String fix, String state, int vendorCode, Exception cause) {
        String message = poolName + ": \"" + Secrets.file(file) + "\" could not be used: " + problem + ". " + fix;
        return new StorageException(message, state, vendorCode, cause);
    }
}
