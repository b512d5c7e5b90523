// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.driver.DriverValues;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.readout.ReadOut;
import io.github.safesqlite.internal.readout.ValueFormat;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes the rows of result sets that are left open into memory, so that they keep no connection: on the driver one connection
 * serves any number of them, so here a session must not need more and more. Guarded by the session's lock.
 */
final class RowsToMemory {
    private final Session session;

    RowsToMemory(Session session) {
        this.session = session;
    }

    /** How the values of a connection read. */
    static ValueFormat format(PhysicalConnection connection) throws SQLException {
        DriverValues values = connection.values();
        return new ValueFormat(values.isUtf16(), values::parseDate, values.dateUnitMillis());
    }

    /**
     * Reads the rest of all result sets that are open on a connection, as far as the memory for it reaches; whether none of them
     * needs the connection any more.
     */
    boolean free(Lease lease) {
        long memory = session.context().config().returningMemory();
        for (Cursor cursor : lease.openCursors()) {
            if (memory <= 0) {
                return false;
            }
            memory -= take(cursor, lease, memory);
        }
        return !lease.hasOpenCursors();
    }

    /** How many bytes it took, about; more than {@code memory} if that was not enough. */
    private long take(Cursor cursor, Lease lease, long memory) {
        if (!cursor.beginMove()) {
            return 0;
        }
        try {
            ResultSet driver = cursor.rows();
            SessionStatement statement = cursor.statement();
            ReadOut rows = ReadOut.of(
                    driver,
                    format(lease.connection()),
                    driver.getFetchSize(),
                    statement == null ? 0 : statement.settings().maxRows());
            boolean all = rows.readUpTo(memory);
            cursor.answerFrom(rows.resultSet(), false);
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
