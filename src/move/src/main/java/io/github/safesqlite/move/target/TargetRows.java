// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads the rows of a table by a cursor. */
public final class TargetRows {
    private static final long BYTES_AT_A_TIME = 8L << 20;
    private static final int MOST_ROWS_AT_A_TIME = 1000;

    private TargetRows() {}

    /** Takes the values of a row, as PostgreSQL shows them, and where the row is. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes a row.
         *
         * @param values the values of the columns; the array is used again
         * @param place the {@code ctid}
         */
        void read(String[] values, String place) throws SQLException;
    }

    /**
     * Gives each row to the reader.
     *
     * @param from the quoted table, and a condition if not all rows are wanted
     * @param columns the quoted columns
     * @param count the number of columns
     * @param largestRow the number of characters of the largest row that is expected
     */
    public static void read(
            Connection connection, String from, String columns, int count, long largestRow, Reader reader)
            throws SQLException {
        String separator = count == 0 ? "" : ", ";
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(
                    (int) Math.max(1, Math.min(MOST_ROWS_AT_A_TIME, BYTES_AT_A_TIME / (largestRow + 1))));
            String[] values = new String[count];
            try (ResultSet rows = statement.executeQuery("SELECT " + columns + separator + "ctid FROM " + from)) {
                while (rows.next()) {
                    for (int index = 0; index < count; index++) {
                        values[index] = rows.getString(index + 1);
                    }
                    reader.read(values, rows.getString(count + 1));
                }
            }
        }
    }
}
