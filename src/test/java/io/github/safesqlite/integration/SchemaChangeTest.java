// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of the schema is noticed whatever stands before it in its text. */
class SchemaChangeTest {
    @TempDir
    Path folder;

    /** As many as a query has before it runs; then it runs. */
    private static int columns(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM t")) {
            int columns = query.getMetaData().getColumnCount();
            query.execute();
            return columns;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD b",
                "/* second migration */ ALTER TABLE t ADD b",
                "-- second migration\nALTER TABLE t ADD b",
                "; ALTER TABLE t ADD b",
                "INSERT INTO t VALUES (1); -- second migration\nALTER TABLE t ADD b"
            })
    void aPreparedQueryHasTheNewColumns(String change) throws SQLException {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(folder.resolve("app.db")).build());
                Connection connection = dataSource.getConnection();
                Connection other = dataSource.getConnection()) {
            Sql.execute(connection, "CREATE TABLE t (a)");
            for (int i = 0; i < 3; i++) {
                assertEquals(1, columns(connection));
                assertEquals(1, columns(other));
            }
            Sql.execute(connection, change);
            assertEquals(2, columns(connection));
            assertEquals(2, columns(other));
        }
    }
}
