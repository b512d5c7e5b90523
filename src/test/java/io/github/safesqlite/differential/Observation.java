// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a program showed to its caller.
 *
 * @param value what must be the same everywhere: a result, or that it failed and SQLite's code
 * @param failure what the call threw, or null
 */
record Observation(String value, @Nullable Exception failure) {
    /** Of a step on something that is not there, since an earlier step failed. */
    static final Observation SKIPPED = new Observation("skipped", null);

    /** Of a getResultSet when there is none. */
    static final Observation NO_RESULT = result("null");

    private static final int SQLITE_BUSY = 5;
    private static final String FAILURE = "fails: ";
    private static final String END = " end";
    private static final String COUNTS = " counts ";

    static Observation result(Object value) {
        return new Observation(String.valueOf(value), null);
    }

    static Observation failure(Exception failure) {
        String counts =
                failure instanceof BatchUpdateException batch ? COUNTS + Arrays.toString(batch.getUpdateCounts()) : "";
        return new Observation(FAILURE + code(failure) + counts, failure);
    }

    private static int code(Exception failure) {
        if (String.valueOf(failure.getMessage()).contains("does not return rows")) {
            // The driver's has the same code but has run the statement: that is another result.
            return 0;
        }
        int code = SqliteErrors.extendedCode(failure);
        return code == 0 && failure instanceof SQLException sql ? sql.getErrorCode() : code;
    }

    boolean isFailure() {
        return failure != null;
    }

    boolean is(Class<? extends Exception> type) {
        return type.isInstance(failure);
    }

    /** Whether it shows rows up to the end of their result set. */
    boolean hasEnded() {
        return value.endsWith(END);
    }

    /** Whether the failure, or a cause of it, is of a type. */
    boolean isCausedBy(Class<? extends Exception> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the message of the failure has these words. */
    boolean says(String words) {
        return failure != null && failure.toString().contains(words);
    }

    /** Whether another connection is in the way, or has been since this one's snapshot. */
    boolean isBusy() {
        return isFailure() && (failureCode() & 0xff) == SQLITE_BUSY;
    }

    /** The counts of a batch that failed, as they are shown. */
    String batchCounts() {
        return value.contains(COUNTS) ? value.substring(value.indexOf(COUNTS) + COUNTS.length()) : "";
    }

    /** SQLite's extended code of a failure; 0 if SQLite was not asked, -1 if it is no failure. */
    int failureCode() {
        return isFailure() ? Integer.parseInt(value.substring(FAILURE.length()).split(" ")[0]) : -1;
    }

    @Override
    public String toString() {
        return failure == null ? value : value + "  (" + failure + ")";
    }
}
