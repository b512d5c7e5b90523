// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import java.io.Serial;
import java.sql.SQLNonTransientException;

/** A connection set to read-only was asked to write; nothing was run. SQLState 25006, vendor code 8 (SQLITE_READONLY). */
public final class ReadOnlySessionException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private ReadOnlySessionException(String message) {
        super(message, SqlState.READ_ONLY, VendorCode.READONLY);
    }

    /** Names the statement and the fix. */
    public static ReadOnlySessionException of(String poolName, long sessionId, String sql) {
        return new ReadOnlySessionException(
                poolName + ": session #" + sessionId + " is read-only and was asked to write"
                        + SqlText.inParentheses(sql) + ". Call setReadOnly(false) between transactions first.");
    }
}
