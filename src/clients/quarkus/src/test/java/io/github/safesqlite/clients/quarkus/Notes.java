// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.quarkus;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Notes, which are written through either DataSource. */
@ApplicationScoped
class Notes {
    private final DataSource dataSource;
    private final ConcurrencySafeSqliteDataSource own;

    Notes(DataSource dataSource, ConcurrencySafeSqliteDataSource own) {
        this.dataSource = dataSource;
        this.own = own;
    }

    @Transactional(TxType.REQUIRES_NEW)
    void writeInItsOwnTransaction(String text) throws SQLException {
        insert(dataSource, text);
    }

    /** Writes through the DataSource that knows no transaction of Quarkus. */
    void write(String text) throws SQLException {
        insert(own, text);
    }

    private static void insert(DataSource dataSource, String text) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?)")) {
            insert.setString(1, text);
            insert.executeUpdate();
        }
    }

    int count() throws SQLException {
        try (Connection connection = own.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM note")) {
            row.next();
            return row.getInt(1);
        }
    }
}
