// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that SQLite has compiled once needs no physical connection to be prepared again. */
class KnownTextTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 20_000, 400_000})
    void isPreparedWhileAllConnectionsAreInUse(int length) throws SQLException {
        String text = "SELECT ?, ?, '" + "x".repeat(length) + "'";
        try (var source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                        .maximumPoolSize(1)
                        .connectionTimeout(Duration.ofMillis(50))
                        .build());
                Connection writer = source.getConnection();
                Connection reader = source.getConnection();
                Connection third = source.getConnection()) {
            assertEquals(2, prepare(third, text));
            Sql.execute(writer, "CREATE TABLE t(a)");
            writer.setAutoCommit(false);
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            reader.setReadOnly(true);
            reader.setAutoCommit(false);
            Sql.rows(reader);
            assertEquals(2, prepare(third, text));
            assertThrows(ConnectionTimeoutException.class, () -> prepare(third, "SELECT a, ? FROM t"));
        }
    }

    private static int prepare(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            return statement.getParameterMetaData().getParameterCount();
        }
    }
}
