// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The caller's position when the rows were taken over from the driver.
 *
 * @param number of the current row, from 1; 0 before the first
 * @param row the current row; null if there is none
 * @param ended whether the last row is behind
 * @param wasNull what the driver's {@code wasNull()} said; null if no value was read
 */
record Position(
        int number,
        Value @Nullable [] row,
        boolean ended,
        @Nullable Boolean wasNull) {
    static final Position BEFORE_FIRST = new Position(0, null, false, null);

    static Position afterLast(int rows) {
        return new Position(rows, null, true, null);
    }

    /** On a row of the driver's result set, which is not at its end. */
    static Position on(ResultSet source, DriverRows rows) throws SQLException {
        int number = source.getRow();
        if (number == 0) {
            return BEFORE_FIRST;
        }
        Boolean wasNull = wasNull(source);
        return new Position(number, rows.current(), false, wasNull);
    }

    private static @Nullable Boolean wasNull(ResultSet source) {
        try {
            return source.wasNull();
        } catch (SQLException nothingWasRead) {
            return null;
        }
    }
}
