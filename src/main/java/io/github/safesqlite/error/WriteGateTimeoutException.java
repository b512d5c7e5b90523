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
 * A connection that needed to write did not enter the write gate in time, or was not likely to. No part of the transaction was executed; it
 * is safe to run it again. SQLState 40001, vendor code 5 (SQLITE_BUSY). The holder's stack, if known, is a suppressed
 * throwable.
 */
public final class WriteGateTimeoutException extends SQLTransactionRollbackException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable HolderInfo holder;
    private final int waiting;
    private final @Nullable Duration expectedWait;

    private WriteGateTimeoutException(
            String message, @Nullable HolderInfo holder, int waiting, @Nullable Duration expectedWait) {
        super(message, SqlState.SERIALIZATION_FAILURE, VendorCode.BUSY);
        this.expectedWait = expectedWait;
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
        String message = poolName + gate(attachedFile) + " not entered within " + Text.millis(waited)
                + Text.option(limitOption) + ". " + inTheWay(poolName, holder) + ", " + end(waiting, limitOption);
        return withStack(new WriteGateTimeoutException(message, holder, waiting, null));
    }

    /**
     * For a connection that has not waited, since that was not likely to help.
     *
     * @param attachedFile the file of the gate if the connection has that attached, or null for the main database
     * @param expectedWait how long it would probably have waited
     * @param limit how long it could have waited
     * @param turnsAhead how many were to enter and leave before it
     * @param averageHold how long each of them was likely to stay
     */
    public static WriteGateTimeoutException hopeless(
            String poolName,
            @Nullable String attachedFile,
            Duration expectedWait,
            Duration limit,
            String limitOption,
            int turnsAhead,
            Duration averageHold,
            @Nullable HolderInfo holder,
            int waiting) {
        String message = poolName + gate(attachedFile) + " not entered: that would probably take "
                + Text.millis(expectedWait) + ", and " + Text.millis(limit) + " are left" + Text.option(limitOption)
                + ". " + turnsAhead + (turnsAhead == 1 ? " transaction is" : " transactions are")
                + " ahead, which take " + Text.millis(averageHold) + " on average. " + inTheWay(poolName, holder)
                + ", " + waiting + " waiting. Try again later, shorten these transactions"
                + (limitOption.isEmpty() ? "" : ", raise " + limitOption)
                + ", or set rejectHopelessWaits=false to wait in any case.";
        return withStack(new WriteGateTimeoutException(message, holder, waiting, expectedWait));
    }

    private static String gate(@Nullable String attachedFile) {
        return attachedFile == null ? ": write gate" : ": write gate of the attached file " + attachedFile;
    }

    private static String inTheWay(String poolName, @Nullable HolderInfo holder) {
        if (holder == null) {
            return "It was just being handed over";
        }
        String other = holder.poolName().equals(poolName) ? "" : " of pool \"" + holder.poolName() + "\"";
        return Text.capital(HolderText.describe(holder)) + other;
    }

    private static WriteGateTimeoutException withStack(WriteGateTimeoutException exception) {
        HolderInfo holder = exception.holder;
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
        return new WriteGateTimeoutException(message, null, waiting, null);
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

    /**
     * Returns how long the connection would probably have waited, if it was refused at once because of that, with the option
     * {@code rejectHopelessWaits}; null if it has waited until its limit.
     */
    public @Nullable Duration expectedWait() {
        return expectedWait;
    }
}
