// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** One of ten requests reads and writes as {@link TransactionRequests} do; the others only read, and do not say so. */
final class MixedRequests implements Requests {
    private static final int ONE_OF = 10;

    private final DataSource dataSource;
    private final Requests writing;

    MixedRequests(DataSource dataSource) {
        this.dataSource = dataSource;
        this.writing = new TransactionRequests(dataSource);
    }

    @Override
    public void serve(long user, Acknowledged acknowledged) throws Exception {
        if (ThreadLocalRandom.current().nextInt(ONE_OF) == 0) {
            writing.serve(user, acknowledged);
        } else {
            read(user);
        }
    }

    // Begins with another statement than the requests that write.
    private void read(long user) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            UserTables.readCounter(connection);
            UserTables.readSession(connection, user);
            connection.commit();
        }
    }
}
