// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.driver.DriverValues;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.readout.ValueFormat;
import java.sql.SQLException;

/**
 * Takes the rows of result sets that are left open into memory, so that they keep no connection: on the driver one connection
 * serves any number of them, so here a session must not need more and more. Guarded by the session's lock.
 */
public final class RowsToMemory {
    private final SessionContext context;

    RowsToMemory(SessionContext context) {
        this.context = context;
    }

    /** How the values of a connection read. */
    public static ValueFormat format(PhysicalConnection connection) throws SQLException {
        DriverValues values = connection.values();
        return new ValueFormat(values.isUtf16(), values::parseDate, values.dateUnitMillis());
    }

    /**
     * Reads the rest of all result sets that are open on a connection, as far as the memory for it reaches; whether none of them
     * needs the connection any more.
     */
    boolean free(Lease lease) {
        long memory = context.config().returningMemory();
        for (OpenRows cursor : lease.openCursors()) {
            if (memory <= 0) {
                return false;
            }
            memory -= cursor.toMemory(memory);
        }
        return !lease.hasOpenCursors();
    }
}
