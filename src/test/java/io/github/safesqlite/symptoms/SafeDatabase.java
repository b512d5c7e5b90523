// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that is used through this library. */
final class SafeDatabase implements AutoCloseable {
    private final DataSource dataSource;
    private final AutoCloseable owned;

    SafeDatabase(DataSource dataSource, AutoCloseable owned) {
        this.dataSource = dataSource;
        this.owned = owned;
    }

    DataSource dataSource() {
        return dataSource;
    }

    Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    /** A connection with autocommit off. */
    Connection transaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    int run(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.run(connection, sql);
        }
    }

    long ask(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.ask(connection, sql);
        }
    }

    long rows() throws SQLException {
        return ask("SELECT count(*) FROM t");
    }

    @Override
    public void close() throws Exception {
        owned.close();
    }
}
