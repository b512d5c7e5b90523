// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A backup or a restore failed; the file that it would have replaced is unchanged. SQLState HY000, vendor code of
 * SQLite's failure, or 0.
 */
public final class BackupException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1;

    private BackupException(String message, int vendorCode, @Nullable Throwable cause) {
        super(message, SqlState.GENERAL, vendorCode, cause);
    }

    /**
     * Names the operation, the problem and the fix.
     *
     * @param wanted the operation, such as {@code back up to "/backup/app.db"}
     * @param problem why it was not done
     * @param fix a sentence
     */
    public static BackupException of(
            String poolName, String wanted, String problem, String fix, @Nullable Throwable cause) {
        int code = cause instanceof SQLException sql ? sql.getErrorCode() : VendorCode.NONE;
        return new BackupException(
                poolName + ": cannot " + wanted + ": " + problem + (problem.endsWith(".") ? " " : ". ")
                        + "Nothing was changed. " + fix,
                code,
                cause);
    }
}
