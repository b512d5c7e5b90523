// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;

/** Opens physical connections to one database. Safe for use by multiple threads. */
@FunctionalInterface
public interface ConnectionOpener {
    /**
     * Opens and configures a connection.
     *
     * @param sessionId the session that waits for it, or 0 for none
     * @param gateHeld whether the caller holds the write gate
     * @throws SQLException if the connection cannot be opened and configured by {@code deadline}; nothing stays open
     */
    PhysicalConnection open(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException;
}
