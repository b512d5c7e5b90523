// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A {@link BatchWriter} did not write something, or can not tell whether it did. {@link #reason} says why. */
public final class BatchWriterException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** The queue was full. It was not written. */
        FULL,
        /** A newer write took its place. It was not written. */
        DROPPED,
        /** The writer is closed. It was not written. */
        CLOSED,
        /** Its thread was interrupted while it waited for room. It was not written. */
        INTERRUPTED,
        /** The transaction of its batch could not begin, or was rolled back. It was not written. */
        ROLLED_BACK,
        /**
         * The commit of its batch failed, or a unit of the batch ended the transaction. It may have been written, and is never
         * sent again.
         */
        IN_DOUBT
    }

    /** An exception for one write. */
    public BatchWriterException(Reason reason, String message, @Nullable Throwable cause) {
        super(
                message,
                cause instanceof SQLException known ? known.getSQLState() : null,
                cause instanceof SQLException known ? known.getErrorCode() : 0,
                cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Whether it is certain that nothing was written, so that the same write can be submitted again. */
    public boolean isCertainlyNotWritten() {
        return reason != Reason.IN_DOUBT;
    }
}
