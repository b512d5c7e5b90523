// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Requests of three autocommit statements; SQL does the increment. */
final class AutocommitRequests implements Requests {
    private final DataSource dataSource;

    AutocommitRequests(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void serve(long user, Acknowledged acknowledged) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            UserTables.readSession(connection, user);
            UserTables.insertMessage(connection, user);
            acknowledged.insert();
            UserTables.increment(connection);
            acknowledged.update();
        }
    }
}
