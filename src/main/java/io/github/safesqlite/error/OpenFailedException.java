// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.Causes;
import io.github.safesqlite.internal.text.Secrets;
import java.io.Serial;
import java.sql.SQLNonTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The database could not be opened, and a retry will not help: it is not a database, its directory is not writable, a
 * PRAGMA did not take effect, an extension or {@code initSql} failed. SQLState 08001, vendor code of SQLite's failure,
 * or 14 (SQLITE_CANTOPEN).
 */
public final class OpenFailedException extends SQLNonTransientConnectionException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String file;

    private OpenFailedException(String message, String file, int vendorCode, @Nullable Throwable cause) {
        super(message, SqlState.CONNECTION_FAILURE, vendorCode);
        Causes.set(this, cause);
        this.file = file;
    }

    /**
     * Names the file, the cause and the fix.
     *
     * @param problem such as {@code the file is not a SQLite database}
     * @param fix a sentence such as {@code Name another file.}
     * @param vendorCode SQLite's primary result code
     * @param cause the driver's exception, or null if the problem was seen before
     */
    public static OpenFailedException of(
            String poolName, String file, String problem, String fix, int vendorCode, @Nullable Throwable cause) {
        String shown = Secrets.file(file);
        return new OpenFailedException(
                poolName + ": cannot open \"" + shown + "\": " + problem + ". " + fix, shown, vendorCode, cause);
    }

    /** A PRAGMA read back another value than was set. */
    public static OpenFailedException pragmaMismatch(
            String poolName, String file, String pragma, String wanted, String got) {
        return of(
                poolName,
                file,
                "PRAGMA " + pragma + " was set to " + Secrets.value(pragma, wanted) + " but reads back as "
                        + Secrets.value(pragma, got),
                "Remove or change that option, or set pragmaMismatch=warn.",
                VendorCode.CANTOPEN,
                null);
    }

    /** Returns the database as it was configured, without any key in its name. */
    public String file() {
        return file;
    }
}
