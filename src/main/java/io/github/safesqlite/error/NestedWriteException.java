// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import java.io.Serial;
import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that is inside the write gate through one connection wants to write through another one, or through an outer one
 * before the inner has ended: waiting would never end.
 * SQLState HY000, vendor code 5 (SQLITE_BUSY). The stack of the first write, if known, is a suppressed throwable.
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
     * @param sessionId the session that wants to enter
     * @param sql what it wants to run, or null if that is transaction control
     * @param holder the session of the same thread that is inside
     */
    public static NestedWriteException of(String poolName, long sessionId, @Nullable String sql, HolderInfo holder) {
        return of(
                poolName,
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
                sessionId,
                sql,
                holder,
                ", which has given way to an inner transaction of its own: ",
                "End the inner transaction before the outer one writes, or use one connection for both.");
    }

    private static NestedWriteException of(
            String poolName, long sessionId, @Nullable String sql, HolderInfo holder, String why, String fix) {
        var exception = new NestedWriteException(
                poolName + ": thread \"" + holder.thread().getName() + "\" wants to write through session #" + sessionId
                        + SqlText.inParentheses(sql) + why + HolderText.describe(holder) + ". " + fix,
                holder);
        AcquisitionStack.attach(exception, holder);
        return exception;
    }

    /** The session of the same thread that is inside the gate; null only after deserialization. */
    public @Nullable HolderInfo holder() {
        return holder;
    }
}
