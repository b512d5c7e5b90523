// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Secrets;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/**
 * The database could not be written or read because of what holds it: the disk is full (SQLState 53100) or fails (58030), the
 * process has no file handle left (53000), or the right to write was lost (08001). The statement was not done; it works again when the cause is gone. The vendor code is
 * SQLite's; the driver's exception is the cause.
 */
public final class StorageException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private StorageException(String message, String state, int vendorCode, SQLException cause) {
        super(message, state, vendorCode, cause);
    }

    /** There is no space. */
    public static StorageException full(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "the disk that holds it or its temporary files is full, or max_page_count is reached",
                "Free space; the same connections go on then.",
                SqlState.DISK_FULL,
                cause);
    }

    /** The operating system reports a failure. */
    public static StorageException failing(String poolName, String file, SQLException cause) {
        return of(
                poolName,
                file,
                "its disk fails: " + cause.getMessage(),
                "Look at the disk and the system's log; the same connections go on when it works.",
                SqlState.IO_ERROR,
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
                "Give the right back, to the files and their directory; work goes on by itself then.",
                SqlState.CONNECTION_FAILURE,
                cause);
    }

    /**
     * It can not be read as it is, by somebody who may not write.
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
                "there is no file handle left: the process, or the system, has as many files and sockets open as it may",
                "Close some, or raise the limit (ulimit -n); work goes on by itself then.",
                SqlState.TOO_FEW_RESOURCES,
                cause);
    }

    private static StorageException of(
            String poolName, String file, String problem, String fix, String state, SQLException cause) {
        String message = poolName + ": \"" + Secrets.file(file) + "\" could not be used: " + problem + ". " + fix;
        return new StorageException(message, state, VendorCode.primary(cause.getErrorCode()), cause);
    }
}
