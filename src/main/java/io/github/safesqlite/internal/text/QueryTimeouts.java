// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the {@link SQLTimeoutException} of a statement that ran past its query timeout. */
public final class QueryTimeouts {
    private QueryTimeouts() {}

    /**
     * SQLState 57014, vendor code 9 (SQLITE_INTERRUPT).
     *
     * @param sql the statement, or null if it is not known
     * @param limit the statement's query timeout
     * @param cause the driver's exception, or null if the statement was still waiting
     */
    public static SQLTimeoutException exceeded(
            String poolName, long sessionId, @Nullable String sql, Duration limit, @Nullable SQLException cause) {
        var exceeded = new SQLTimeoutException(
                poolName + ": connection #" + sessionId + ": statement did not finish within " + Text.millis(limit)
                        + " (setQueryTimeout)" + SqlText.inParentheses(sql)
                        + ". If it wrote in a transaction, that transaction is rolled back.",
                SqlState.CANCELLED,
                VendorCode.INTERRUPT);
        Causes.set(exceeded, cause);
        return exceeded;
    }
}
