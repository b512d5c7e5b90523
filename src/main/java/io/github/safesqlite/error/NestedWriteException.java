// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.text.AcquisitionStack;
import io.github.safesqlite.internal.text.HolderText;
import io.github.safesqlite.internal.text.SqlText;
import java.io.Serial;
import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that holds the write gate through one connection tries to write through another one, or through an outer one
 * before the inner one has ended. Or, without a write-ahead log, it writes through one connection while its own read
 * through another is open, or the reverse. It would wait for itself forever. {@code detectNestedWrites=false} turns the
 * check off. SQLState HY000, vendor code 5 (SQLITE_BUSY). The stack of the first write, if known, is a suppressed
 * throwable.
 */
public final class NestedWriteException extends SQLNonTransientException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable HolderInfo holder;

    private NestedWriteException(String message, HolderInfo holder) {
        super(message, SqlState.GENERAL, VendorCode.BUSY);
        this.holder = holder;
    }

    /**
     * Names both connections and the fix.
     *
     * @param sessionId the number of the connection that tries to enter
     * @param sql what it wants to run, or null if that is transaction control
     * @param holder the connection of the same thread that is inside
     */
    public static NestedWriteException of(String poolName, long sessionId, @Nullable String sql, HolderInfo holder) {
        return of(
                poolName,
                "write",
                sessionId,
                sql,
                holder,
                " while it has an unfinished write of its own: ",
                "Use one connection per transaction, or commit the first before the second writes; a second connection"
                        + " that only reads is fine.");
    }

    /** The same for an outer transaction that has given way to an inner one, the holder. */
    public static NestedWriteException ofOuter(
            String poolName, long sessionId, @Nullable String sql, HolderInfo holder) {
        return of(
                poolName,
                "write",
                sessionId,
                sql,
                holder,
                ", which has given way to an inner transaction of its own: ",
                "End the inner transaction before the outer one writes, or use one connection for both.");
    }

    /**
     * The same for a write beside an open read, the holder, of a database without a write-ahead log.
     *
     * @param orElse what else to do, such as {@code , or use journal_mode=WAL}; may be empty
     */
    public static NestedWriteException ofReader(
            String poolName, long sessionId, @Nullable String sql, HolderInfo holder, String orElse) {
        return of(
                poolName,
                "write",
                sessionId,
                sql,
                holder,
                " while it has an open read of its own, during which this database cannot commit: ",
                "Close that result set or end that transaction first, or write through the same connection" + orElse
                        + ".");
    }

    /**
     * The same for a read beside an unfinished write, the holder, of a database without a write-ahead log.
     *
     * @param orElse what else to do, such as {@code , or use journal_mode=WAL}; may be empty
     */
    public static NestedWriteException ofWriter(
            String poolName, long sessionId, @Nullable String sql, HolderInfo holder, String orElse) {
        return of(
                poolName,
                "read",
                sessionId,
                sql,
                holder,
                " while it has an unfinished write of its own, during which this database cannot be read: ",
                "Commit first, or read through the same connection" + orElse + ".");
    }

    private static NestedWriteException of(
            String poolName,
            String wish,
            long sessionId,
            @Nullable String sql,
            HolderInfo holder,
            String why,
            String fix) {
        var exception = new NestedWriteException(
                poolName + ": thread \"" + holder.thread().getName() + "\" wants to " + wish + " through connection #"
                        + sessionId
                        + SqlText.inParentheses(sql) + why + HolderText.describe(holder) + ". " + fix
                        + " detectNestedWrites=false turns this check off.",
                holder);
        AcquisitionStack.attach(exception, holder);
        return exception;
    }

    /** Returns the connection of the same thread that is in the way; null only after deserialization. */
    public @Nullable HolderInfo holder() {
        return holder;
    }
}
