// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A DataSource that is closed while somebody still uses its connections: it waits no longer than it said, and keeps nothing. */
@Timeout(60)
class ClosedInUseTest {
    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource = open();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (1), (2), (3)");
        }
    }

    private ConcurrencySafeSqliteDataSource open() throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .closeTimeout(Duration.ofMillis(50))
                .writeTimeout(Duration.ofSeconds(40))
                .build());
    }

    private static void assertEndedWithItsDataSource(Executable call) {
        String message = assertThrows(SessionClosedException.class, call).getMessage();
        assertTrue(message.contains("the DataSource is closed"), message);
    }

    private void closeSoon() {
        // Far less than writeTimeout, far more than closeTimeout.
        assertTimeoutPreemptively(Duration.ofSeconds(20), dataSource::close);
    }

    @Test
    void closeDoesNotWaitForAForgottenWriterAtTheGate() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.execute("INSERT INTO t VALUES (4)");
        closeSoon();
        assertEndedWithItsDataSource(connection::commit);
        assertEndedWithItsDataSource(() -> statement.execute("INSERT INTO t VALUES (5)"));
        connection.close();
        try (ConcurrencySafeSqliteDataSource again = open()) {
            assertEquals(3, Sql.rows(again));
        }
    }

    @Test
    void othersOnTheFileWriteAfterIt() throws SQLException {
        try (ConcurrencySafeSqliteDataSource other = open()) {
            Connection forgotten = dataSource.getConnection();
            forgotten.setAutoCommit(false);
            forgotten.createStatement().execute("INSERT INTO t VALUES (4)");
            closeSoon();
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                try (Connection connection = other.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO t VALUES (5)");
                }
            });
            assertEquals(4, Sql.rows(other));
        }
    }

    @Test
    void openResultSetSaysWhatHappened() throws SQLException {
        Connection connection = dataSource.getConnection();
        ResultSet rows = connection.createStatement().executeQuery("SELECT a FROM t");
        assertTrue(rows.next());
        closeSoon();
        assertEndedWithItsDataSource(rows::next);
    }
}
