// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that is in use, and what must be closed behind it, in this order. */
public record OpenDatabase(DataSource dataSource, AutoCloseable... resources) implements AutoCloseable {
    /** A connection of the DataSource. */
    public Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    /** A connection with autocommit off. */
    public Connection transaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Runs one statement in a connection of its own. */
    public int run(String sql) throws SQLException {
        return Sql.run(dataSource, sql);
    }

    /** The first column of the first row, read in a connection of its own. */
    public long ask(String sql) throws SQLException {
        return Sql.ask(dataSource, sql);
    }

    /** How many rows the table {@code t} has. */
    public long rows() throws SQLException {
        return Sql.rows(dataSource);
    }

    @Override
    public void close() throws SQLException {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (SQLException | RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new SQLException(failure);
            }
        }
    }
}
