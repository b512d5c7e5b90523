// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.AcquisitionStack;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.internal.text.Text;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No physical connection became free in time. SQLState 08001, vendor code 0, or that of the last failed open. */
public final class ConnectionTimeoutException extends SQLTransientConnectionException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 3;

    private final transient @Nullable List<HolderInfo> holders;

    private ConnectionTimeoutException(String message, List<HolderInfo> holders, @Nullable SQLException cause) {
        super(message, SqlState.CONNECTION_FAILURE, cause == null ? VendorCode.NONE : cause.getErrorCode(), cause);
        this.holders = List.copyOf(holders);
    }

    /**
     * Names the wait, the state of the pool, the oldest holders and the fix.
     *
     * @param limitOption the option that set the limit, or an empty string
     * @param statistics the pool's numbers, such as {@code active=8, idle=0, total=8, pending=5}
     * @param holders who has a connection, oldest first; the first three are shown
     * @param fix a sentence
     * @param cause why the last open failed, or null if none did
     */
    public static ConnectionTimeoutException of(
            String poolName,
            Duration waited,
            String limitOption,
            String statistics,
            List<HolderInfo> holders,
            String fix,
            @Nullable SQLException cause) {
        var message = new StringBuilder(poolName)
                .append(": no connection within ")
                .append(Text.millis(waited))
                .append(Text.option(limitOption))
                .append(": ")
                .append(statistics)
                .append('.');
        String lead = " Oldest: ";
        for (HolderInfo holder : holders.subList(0, Math.min(SHOWN, holders.size()))) {
            message.append(lead).append(HolderText.describe(holder));
            lead = "; ";
        }
        message.append(holders.isEmpty() ? "" : ".");
        message.append(' ').append(fix);
        var exception = new ConnectionTimeoutException(message.toString(), holders, cause);
        holders.stream().limit(SHOWN).forEach(holder -> AcquisitionStack.attach(exception, holder));
        return exception;
    }

    /**
     * Returns the holders of the physical connections when the caller gave up, oldest first; empty after
     * deserialization.
     */
    public List<HolderInfo> holders() {
        return holders == null ? List.of() : holders;
    }
}
