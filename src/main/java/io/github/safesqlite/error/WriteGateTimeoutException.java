// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.AcquisitionStack;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.internal.text.Text;
import java.io.Serial;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that needed to write did not enter the write gate in time. No part of the transaction was executed; it
 * is safe to run it again. SQLState 40001, vendor code 5 (SQLITE_BUSY). The holder's stack, if known, is a suppressed
 * throwable.
 */
public final class WriteGateTimeoutException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable HolderInfo holder;
    private final int waiting;

    private WriteGateTimeoutException(String message, @Nullable HolderInfo holder, int waiting) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.BUSY);
        this.holder = holder;
        this.waiting = waiting;
    }

    /**
     * Names the wait, the holder and the fix.
     *
     * @param waited how long the caller waited
     * @param limitOption the option that set the limit, or an empty string
     * @param holder who is in the gate, or null if it was just handed over
     * @param waiting how many connections wait, without the caller
     */
    public static WriteGateTimeoutException of(
            String poolName, Duration waited, String limitOption, @Nullable HolderInfo holder, int waiting) {
        return of(poolName, null, waited, limitOption, holder, waiting);
    }

    /**
     * The same for the gate of a file that the connection has attached.
     *
     * @param attachedFile that file, or null for the main database
     */
    public static WriteGateTimeoutException of(
            String poolName,
            @Nullable String attachedFile,
            Duration waited,
            String limitOption,
            @Nullable HolderInfo holder,
            int waiting) {
        var message = new StringBuilder(poolName)
                .append(attachedFile == null ? ": write gate" : ": write gate of the attached file " + attachedFile)
                .append(" not entered within ")
                .append(Text.millis(waited))
                .append(Text.option(limitOption))
                .append(". ");
        if (holder == null) {
            message.append("It was just being handed over, ");
        } else {
            String other = holder.poolName().equals(poolName) ? "" : " of pool \"" + holder.poolName() + "\"";
            message.append(Text.capital(HolderText.describe(holder)))
                    .append(other)
                    .append(", ");
        }
        message.append(end(waiting, limitOption));
        var exception = new WriteGateTimeoutException(message.toString(), holder, waiting);
        if (holder != null) {
            AcquisitionStack.attach(exception, holder);
        }
        return exception;
    }

    /**
     * The same if another process has the right to write.
     *
     * @param process that process and since when, as words
     */
    public static WriteGateTimeoutException ofProcess(
            String poolName, Duration waited, String limitOption, String process, int waiting) {
        String message = poolName + ": write gate not entered within " + Text.millis(waited) + Text.option(limitOption)
                + ". " + Text.capital(process) + ", " + end(waiting, limitOption);
        return new WriteGateTimeoutException(message, null, waiting);
    }

    private static String end(int waiting, String limitOption) {
        return waiting + " waiting. Shorten that transaction"
                + (limitOption.isEmpty() ? "." : " or raise " + limitOption + ".");
    }

    /**
     * Returns the holder of the gate when the caller gave up, or null if it was just being handed over or is in another
     * process (or after deserialization).
     */
    public @Nullable HolderInfo holder() {
        return holder;
    }

    /** Returns the number of other connections that waited. */
    public int waiting() {
        return waiting;
    }
}
