// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import java.io.Serial;
import java.sql.SQLNonTransientConnectionException;

/**
 * The database file was deleted, moved or replaced while it was open. Writes to it would be lost, and a new connection
 * would find another file beside the old log, so both are refused until the file is back. SQLState 08001, vendor code 8
 * (SQLITE_READONLY).
 */
public final class DatabaseGoneException extends SQLNonTransientConnectionException {
    @Serial
    private static final long serialVersionUID = 1;

    private DatabaseGoneException(String message) {
        super(message, SqlState.CONNECTION_FAILURE, VendorCode.READONLY);
    }

    /** Names the file and the fix. */
    public static DatabaseGoneException of(String poolName, String file) {
        return new DatabaseGoneException(poolName + ": the file \"" + file
                + "\" was deleted, moved or replaced while it was open; anything written now would be lost. Put the file back,"
                + " or close the DataSource before you replace a database (restore() works without closing it).");
    }

    /** For a transaction, or a connection with state, on a file that has been replaced. */
    public static DatabaseGoneException replaced(String poolName, String file) {
        return new DatabaseGoneException(poolName + ": the file \"" + file
                + "\" was replaced by another one, and this connection used the old one; anything written now would"
                + " be lost. Roll back or close the connection and start again: the next one uses the new file.");
    }
}
