// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Causes;
import io.github.safesqlite.internal.text.SqlText;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * A write was attempted on a read-only connection, or on a database that was opened read-only; nothing was written.
 * SQLState 25006, vendor code 8 (SQLITE_READONLY).
 */
public final class ReadOnlySessionException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private ReadOnlySessionException(String message, @Nullable SQLException cause) {
        super(message, SqlState.READ_ONLY, VendorCode.READONLY);
        Causes.set(this, cause);
    }

    /** Names the statement and the fix. */
    public static ReadOnlySessionException of(String poolName, long sessionId, String sql) {
        return new ReadOnlySessionException(
                poolName + ": connection #" + sessionId + " is read-only and cannot write" + SqlText.inParentheses(sql)
                        + ". Call setReadOnly(false) before the transaction.",
                null);
    }

    /**
     * Names the file and the fix.
     *
     * @param option by what it was opened so, such as {@code open_mode=1}
     * @param cause the driver's exception, or null if the library refused before
     */
    public static ReadOnlySessionException ofDatabase(
            String poolName, String file, String option, @Nullable SQLException cause) {
        return new ReadOnlySessionException(
                poolName + ": \"" + file
                        + "\" was opened read-only (" + option + ") and cannot be written. Remove "
                        + option + " to write.",
                cause);
    }
}
