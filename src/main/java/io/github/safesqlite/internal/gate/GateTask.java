// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;

/** Work of the library itself in a write gate, on behalf of no session. */
@FunctionalInterface
public interface GateTask<T> {
    /** Does it. */
    T run() throws SQLException;

    /**
     * Enters the gate, does the task and leaves.
     *
     * @param sql what those who wait behind it are told
     * @throws SQLException if the gate could not be entered until {@code deadline}, or of the task
     */
    static <T> T run(WriteGate gate, String poolName, String sql, Deadline deadline, GateTask<T> task)
            throws SQLException {
        Hold hold = gate.enter(new Entrant(0, poolName, Thread.currentThread(), sql, null), deadline);
        try {
            return task.run();
        } finally {
            hold.exit();
        }
    }
}
