// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 20: statements that were never closed filled the native memory for days. */
class S20ForgottenStatementsTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final MetricRegistry metrics = new MetricRegistry();

    @Test
    void closingTheConnectionClosesAndCountsThem() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).metricRegistry(metrics));
        Sql.run(source, "CREATE TABLE t(a)");
        Sql.run(source, "INSERT INTO t VALUES (1), (2), (3)");
        PreparedStatement forgotten;
        ResultSet rows;
        try (Connection connection = source.getConnection()) {
            forgotten = connection.prepareStatement("SELECT a FROM t");
            rows = forgotten.executeQuery();
            assertTrue(rows.next());
            connection.createStatement();
        }
        assertTrue(forgotten.isClosed());
        assertTrue(rows.isClosed());
        assertThrows(SQLException.class, rows::next);
        assertThrows(SQLException.class, forgotten::executeQuery);
        assertEquals(2, metrics.meter("app.statement.Forgotten").getCount());
        assertEquals(1, metrics.meter("app.statement.ForgottenResultSets").getCount());
    }

    @Test
    void withTracingTheLogShowsWhereEachWasCreated() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).traceStatements(true));
        Sql.run(source, "CREATE TABLE t(a)");
        invariants.expectLog("was closed with a result set still open (SELECT a FROM t WHERE a = ?)");
        invariants.expectLog("was closed with a statement still open");
        try (Connection connection = source.getConnection()) {
            openResultSetInHere(connection);
            createStatementInHere(connection);
        }
        String log = invariants.log();
        assertTrue(log.contains("the result set was opened here"), log);
        assertTrue(log.contains("S20ForgottenStatementsTest.openResultSetInHere"), log);
        assertTrue(log.contains("the statement was created here"), log);
        assertTrue(log.contains("S20ForgottenStatementsTest.createStatementInHere"), log);
    }

    private static void openResultSetInHere(Connection connection) throws SQLException {
        connection.prepareStatement("SELECT a FROM t WHERE a = 'secret'").executeQuery();
    }

    private static void createStatementInHere(Connection connection) throws SQLException {
        connection.createStatement();
    }

    @Test
    void manyForgottenStatementsLeaveNoMoreThanTheCacheBehind() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .statementCacheSize(4)
                .metricRegistry(metrics));
        for (int i = 0; i < 200; i++) {
            try (Connection connection = source.getConnection()) {
                assertTrue(connection
                        .prepareStatement("SELECT " + i)
                        .executeQuery()
                        .next());
            }
        }
        assertEquals(200, metrics.meter("app.statement.Forgotten").getCount());
        try (Connection connection = source.getConnection()) {
            // A half-read statement would keep the database from being vacuumed, and the file from being truncated.
            Sql.run(connection, "VACUUM");
        }
    }
}
