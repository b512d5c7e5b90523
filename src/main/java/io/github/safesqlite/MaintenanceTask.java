// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import java.sql.Connection;

/** Something of the application's that is done to its database from time to time. */
@FunctionalInterface
public interface MaintenanceTask {
    /**
     * Does it once.
     *
     * @param connection in autocommit, closed by the caller: what is not committed is rolled back
     * @throws Exception if it was not done; it is logged and counted, and the task is run again in the next period
     */
    void run(Connection connection) throws Exception;
}
