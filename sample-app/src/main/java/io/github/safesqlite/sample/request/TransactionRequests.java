// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Requests of one JDBC transaction each: it reads first, and writes the counter back as it read it, plus one. */
final class TransactionRequests implements Requests {
    private final DataSource dataSource;

    TransactionRequests(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void serve(long user, Acknowledged acknowledged) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                UserTables.readSession(connection, user);
                long counter = UserTables.readCounter(connection);
                UserTables.insertMessage(connection, user);
                UserTables.writeCounter(connection, counter + 1);
                connection.commit();
            } catch (SQLException failed) {
                rollBack(connection, failed);
                throw failed;
            }
            acknowledged.insert();
            acknowledged.update();
        }
    }

    private static void rollBack(Connection connection, SQLException failed) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
