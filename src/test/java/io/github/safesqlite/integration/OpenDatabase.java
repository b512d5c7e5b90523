// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A DataSource on a file and what must be closed behind it, in this order. */
public record OpenDatabase(DataSource dataSource, AutoCloseable... resources) implements AutoCloseable {
    /** A connection of the DataSource. */
    public Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }
}
