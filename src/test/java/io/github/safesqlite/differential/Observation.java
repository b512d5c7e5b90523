// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What one step of a program showed to its caller.
 *
 * @param value what must be the same everywhere: a result, or that it failed and SQLite's code
 * @param detail for the reader of a report only
 */
record Observation(String value, String detail) {
    /** Of a step on something that is not there, since an earlier step failed. */
    static final Observation SKIPPED = new Observation("skipped", "");

    private static final String FAILURE = "fails: ";

    static Observation result(Object value) {
        return new Observation(String.valueOf(value), "");
    }

    static Observation failure(Exception failure) {
        String counts = failure instanceof BatchUpdateException batch
                ? " counts " + Arrays.toString(batch.getUpdateCounts())
                : "";
        return new Observation(FAILURE + code(failure) + counts, failure.toString());
    }

    private static int code(Exception failure) {
        int code = SqliteErrors.extendedCode(failure);
        return code == 0 && failure instanceof SQLException sql ? sql.getErrorCode() : code;
    }

    boolean isFailure() {
        return value.startsWith(FAILURE);
    }

    /** SQLite's extended code of a failure; 0 if SQLite was not asked, -1 if it is no failure. */
    int failureCode() {
        return isFailure() ? Integer.parseInt(value.substring(FAILURE.length()).split(" ")[0]) : -1;
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? value : value + "  (" + detail + ")";
    }
}
