// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;

/** How the databases of tenants are opened and closed. Called without a lock, for one tenant by one thread at a time. */
public interface TenantFiles<T> {
    /** Opens the database of a tenant; leaves nothing behind if it fails. */
    T open(String tenant) throws SQLException;

    /** Closes it; what is still in use after the deadline is closed too. */
    void close(T database, Deadline deadline) throws SQLException;
}
