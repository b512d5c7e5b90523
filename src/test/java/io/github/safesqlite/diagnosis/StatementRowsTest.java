// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** How many rows statements have changed, as the costs of statements show it. */
@Timeout(180)
class StatementRowsTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    @FunctionalInterface
    private interface Action {
        void run(Connection connection) throws SQLException;
    }

    /** What is run, and its text, calls and rows in auto-commit mode and in a transaction. */
    private record Step(String text, String inAutoCommit, String inTransaction, Action action) {
        Step(String text, String costs, Action action) {
            this(text, costs, costs, action);
        }
    }

    private static final List<Step> STEPS = List.of(
            new Step(
                    "INSERT INTO t VALUES(?)", "1 x 3 rows", c -> Sql.run(c, "INSERT INTO t VALUES (1,1),(2,2),(3,3)")),
            new Step("UPDATE t SET a = a + ?", "1 x 3 rows", c -> prepared(c, "UPDATE t SET a = a + ?", 10)),
            new Step(
                    "UPDATE t SET a = ? WHERE id = ?",
                    "1 x 0 rows",
                    c -> Sql.run(c, "UPDATE t SET a = 1 WHERE id = 9")),
            new Step(
                    "INSERT INTO t VALUES(?) ON CONFLICT(id) DO UPDATE SET a = ?",
                    "2 x 2 rows",
                    c -> twice(c, "INSERT INTO t VALUES (1, 1) ON CONFLICT(id) DO UPDATE SET a = 100")),
            new Step(
                    "INSERT INTO t VALUES(?) ON CONFLICT DO NOTHING",
                    "1 x 1 rows",
                    c -> Sql.run(c, "INSERT INTO t VALUES (1, 1), (4, 4) ON CONFLICT DO NOTHING")),
            new Step("INSERT INTO t(a) VALUES(?)", "1 x 2 rows", StatementRowsTest::withGeneratedKeys),
            new Step("DELETE FROM t WHERE id = ?", "1 x 2 rows", StatementRowsTest::batch),
            new Step(
                    "UPDATE t SET a =- a RETURNING a",
                    "1 x 4 rows",
                    "1 x 0 rows",
                    c -> Sql.ask(c, "UPDATE t SET a = -a RETURNING a")),
            new Step("CREATE TABLE u(a UNIQUE)", "1 x 0 rows", c -> Sql.run(c, "CREATE TABLE u(a UNIQUE)")),
            new Step(
                    "CREATE TABLE v AS SELECT * FROM t",
                    "1 x 0 rows",
                    c -> Sql.run(c, "CREATE TABLE v AS SELECT * FROM t")),
            new Step("INSERT INTO logged VALUES(?)", "1 x 1 rows", c -> Sql.run(c, "INSERT INTO logged VALUES (1)")),
            new Step("INSERT INTO u VALUES(?)", "1 x 0 rows", c -> refused(c, "INSERT INTO u VALUES (1), (1)")));

    private static void prepared(Connection connection, String sql, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, value);
            statement.executeUpdate();
        }
    }

    private static void twice(Connection connection, String sql) throws SQLException {
        Sql.run(connection, sql);
        Sql.run(connection, sql);
    }

    private static void refused(Connection connection, String sql) {
        assertThrows(SQLException.class, () -> Sql.run(connection, sql));
    }

    private static void withGeneratedKeys(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t(a) VALUES (?), (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setInt(1, 7);
            insert.setInt(2, 8);
            insert.executeUpdate();
            assertTrue(insert.getGeneratedKeys().next());
        }
    }

    private static void batch(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM t WHERE id = ?")) {
            for (int id : new int[] {1, 2, 99}) {
                delete.setInt(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static Map<String, String> costs(ConcurrencySafeSqliteDataSource source) throws SQLException {
        Map<String, String> costs = new TreeMap<>();
        for (StatementCosts.Cost cost : source.statementCosts().statements()) {
            costs.put(cost.sql(), cost.calls() + " x " + cost.rows() + " rows");
        }
        return costs;
    }

    private ConcurrencySafeSqliteDataSource open(Path file) throws SQLException {
        ConcurrencySafeSqliteDataSource source =
                invariants.open(WayIn.config(file).toBuilder().slowWriteThresholdOff());
        Sql.run(
                source,
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a)",
                "CREATE TABLE log(a)",
                "CREATE TABLE logged(a)",
                "CREATE TRIGGER logs AFTER INSERT ON logged BEGIN"
                        + " INSERT INTO log VALUES (1); INSERT INTO log VALUES (2); END");
        return source;
    }

    @ParameterizedTest
    @Through.EachWay
    void rowsAreCountedInAutoCommitMode(WayIn wayIn) throws Exception {
        Path file = directory.resolve("app.db");
        ConcurrencySafeSqliteDataSource look = open(file);
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect()) {
            for (Step step : STEPS) {
                look.resetStatementCosts();
                step.action.run(connection);
                assertEquals(Map.of(step.text, step.inAutoCommit), costs(look), wayIn::name);
            }
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void rowsAreCountedInTransactions(WayIn wayIn) throws Exception {
        Path file = directory.resolve("app.db");
        ConcurrencySafeSqliteDataSource look = open(file);
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.transaction()) {
            for (Step step : STEPS) {
                look.resetStatementCosts();
                step.action.run(connection);
                connection.commit();
                assertEquals(Map.of(step.text, step.inTransaction), costs(look), wayIn::name);
            }
        }
    }

    @Test
    void eachStatementOfATransactionHasItsRows() throws Exception {
        ConcurrencySafeSqliteDataSource source = open(directory.resolve("app.db"));
        source.resetStatementCosts();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            Sql.run(connection, "INSERT INTO t VALUES (1, 1), (2, 2)");
            Sql.run(connection, "UPDATE t SET a = 0");
            Sql.ask(connection, "SELECT count(*) FROM t");
            Sql.run(connection, "INSERT INTO t VALUES (3, 3)");
            connection.rollback();
        }
        assertEquals(
                Map.of(
                        "INSERT INTO t VALUES(?)", "2 x 3 rows",
                        "UPDATE t SET a = ?", "1 x 2 rows",
                        "SELECT count(*) FROM t", "1 x 0 rows"),
                costs(source),
                "also those that were undone");
    }

    @Test
    void rowsThatAreLeftInSqliteAreCountedAtTheirEnd() throws Exception {
        Path file = directory.resolve("app.db");
        ConcurrencySafeSqliteDataSource look = open(file);
        Sql.run(look, "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, 4)");
        String update = "UPDATE t SET a = zeroblob(1000) RETURNING id, a";
        Map<String, String> expected = Map.of("UPDATE t SET a = zeroblob(?) RETURNING id, a", "1 x 4 rows");
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "returningMemory=1KiB");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int read = 0; read <= 4; read++) {
                look.resetStatementCosts();
                try (ResultSet rows = statement.executeQuery(update)) {
                    for (int i = 0; i < read; i++) {
                        assertTrue(rows.next());
                    }
                }
                assertEquals(expected, costs(look), "closed after " + read);
            }
        }
    }
}
