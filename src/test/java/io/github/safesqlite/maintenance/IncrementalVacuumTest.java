// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite frees a page with each step of PRAGMA incremental_vacuum; the caller wants as many as it says. */
class IncrementalVacuumTest {
    private static final String VACUUM = "PRAGMA incremental_vacuum(50)";

    @TempDir
    Path folder;

    private static void fill(Statement statement) throws SQLException {
        statement.execute("create table t (body blob)");
        statement.execute("insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)"
                + " select zeroblob(3000) from n");
        statement.execute("delete from t");
    }

    private static int freePages(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA freelist_count")) {
            assertTrue(row.next());
            return row.getInt(1);
        }
    }

    @Test
    void driverFreesOnePageOnly() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plain.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            fill(statement);
            int before = freePages(connection);
            statement.execute(VACUUM);
            assertEquals(before - 1, freePages(connection));
            statement.executeUpdate(VACUUM);
            assertEquals(before - 51, freePages(connection));
        }
    }

    @Test
    void eachWayToRunItFreesAllThatWereAskedFor() throws SQLException {
        var config = SqliteConfig.builder(folder.resolve("app.db")).pragma("auto_vacuum", "INCREMENTAL");
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config.build());
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            fill(statement);
            int pages = freePages(connection);
            statement.execute(VACUUM);
            assertEquals(pages - 50, freePages(connection));
            assertEquals(0, statement.executeUpdate(VACUUM));
            assertEquals(pages - 100, freePages(connection));
            try (PreparedStatement prepared = connection.prepareStatement(VACUUM)) {
                prepared.execute();
                assertEquals(pages - 150, freePages(connection));
                prepared.executeUpdate();
                assertEquals(pages - 200, freePages(connection));
            }
            connection.setAutoCommit(false);
            statement.execute(VACUUM);
            connection.rollback();
            assertEquals(pages - 200, freePages(connection), "it is part of the transaction");
            statement.execute(VACUUM);
            connection.commit();
            assertEquals(pages - 250, freePages(connection));
            connection.setAutoCommit(true);
            statement.execute("PRAGMA incremental_vacuum");
            assertEquals(0, freePages(connection));
        }
    }
}
