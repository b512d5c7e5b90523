// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;

/** A process of its own, with a small heap, that fills a table by one large batch: in autocommit, and in a transaction. */
public final class BatchingProcess {
    private static final int PREPARED = 600_000;
    private static final int TEXTS = 250_000;

    private BatchingProcess() {}

    /** Takes the file, and {@code prepared} or {@code texts}; says how many rows each of the two batches stored. */
    public static void main(String[] arguments) throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(arguments[0])
                        .slowWriteThreshold(Duration.ofMinutes(1))
                        .build());
                Connection connection = dataSource.getConnection()) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                Sql.run(connection, "drop table if exists t");
                Sql.run(connection, "create table t (id integer primary key, name text, amount real, changed, note)");
                connection.setAutoCommit(autoCommit);
                int[] counts = arguments[1].equals("prepared") ? prepared(connection) : texts(connection);
                connection.setAutoCommit(true);
                System.out.println(counts.length + " counts, " + rows(connection) + " rows");
            }
        }
    }

    private static int[] prepared(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?, ?, ?, ?)")) {
            for (int i = 0; i < PREPARED; i++) {
                insert.setInt(1, i);
                insert.setString(2, "name " + i);
                insert.setDouble(3, i * 0.5);
                insert.setTimestamp(4, new Timestamp(1_700_000_000_000L + i));
                insert.setString(5, null);
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }

    private static int[] texts(Connection connection) throws SQLException {
        try (Statement insert = connection.createStatement()) {
            for (int i = 0; i < TEXTS; i++) {
                insert.addBatch("insert into t (id, name, amount) values (" + i + ", 'name " + i + "', " + i + ".5)");
            }
            return insert.executeBatch();
        }
    }

    private static int rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from t where amount = id + 0.5 or amount = id * 0.5")) {
            row.next();
            return row.getInt(1);
        }
    }
}
