// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.readout.Columns;
import io.github.safesqlite.internal.readout.ReadOut;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Moves the rows of a cursor from the driver to memory. Used with the session's lock held. */
final class CursorToMemory {
    private CursorToMemory() {}

    /** How many bytes it took, about; more than {@code memory} if that was not enough. */
    static long move(Cursor cursor, Lease lease, long memory) {
        if (!cursor.beginMove()) {
            return 0;
        }
        try {
            ResultSet driver = cursor.rows();
            Caller statement = cursor.statement();
            ReadOut rows = ReadOut.of(
                    driver,
                    Columns.of(driver.getMetaData()),
                    RowsToMemory.format(lease.connection()),
                    driver.getFetchSize(),
                    statement == null ? 0 : statement.settings().maxRows());
            boolean all = rows.readUpTo(memory);
            cursor.answerFrom(rows.resultSet(), null);
            if (all) {
                cursor.leaveDriver();
            }
            return rows.size();
        } catch (SQLException failure) {
            // Its reader is told at the next step.
            cursor.endQuietly(failure);
            return 0;
        } finally {
            cursor.endMove();
        }
    }
}
