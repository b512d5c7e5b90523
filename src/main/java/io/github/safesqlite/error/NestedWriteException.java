// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import io.github.safesqlite.event.HolderInfo;
import java.io.Serial;
import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that is inside the write gate through one connection wants to write through another one: waiting would never end.
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
        var exception = new NestedWriteException(
                poolName + ": thread \"" + holder.thread().getName() + "\" wants to write through session #" + sessionId
                        + SqlText.inParentheses(sql) + " while it has an unfinished write of its own: "
                        + HolderText.describe(holder)
                        + ". Use one connection per transaction, or commit the first before the"
                        + " second writes; a second connection that only reads is fine.",
                holder);
        AcquisitionStack.attach(exception, holder);
        return exception;
    }

    /** The session of the same thread that is inside the gate; null only after deserialization. */
    public @Nullable HolderInfo holder() {
        return holder;
    }
}
