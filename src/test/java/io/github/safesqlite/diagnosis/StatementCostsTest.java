// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What statements cost the writer, as an application sees it. */
@Timeout(180)
class StatementCostsTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(directory.resolve("app.db")).slowWriteThresholdOff();
    }

    private static Map<String, Long> calls(ConcurrencySafeSqliteDataSource source) throws Exception {
        Map<String, Long> calls = new TreeMap<>();
        for (StatementCosts.Cost cost : source.statementCosts().statements()) {
            calls.put(cost.sql(), cost.calls());
        }
        return calls;
    }

    @Test
    void eachStatementIsCountedByItsText() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config());
        Sql.run(source, "CREATE TABLE t(a)", "CREATE TABLE u(a)");
        source.resetStatementCosts();
        Sql.run(source, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        Sql.ask(source, "SELECT count(*) FROM t");
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            Sql.run(connection, "INSERT INTO u VALUES (1)");
            Sql.run(connection, "INSERT INTO u VALUES (2)");
            Sql.run(connection, "UPDATE t SET a = 3");
            connection.commit();
        }
        assertEquals(
                Map.of("INSERT INTO t VALUES(?)", 2L, "INSERT INTO u VALUES(?)", 2L, "UPDATE t SET a = ?", 1L),
                calls(source));
    }

    @Test
    void jmxShowsAndResetsThem() throws Exception {
        ConcurrencySafeSqliteDataSource source =
                invariants.open(config().poolName("costs").registerMbeans(true));
        var bean = JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(),
                new ObjectName("io.github.safesqlite:type=DataSource,name=costs"),
                SafeSqliteMXBean.class);
        Sql.run(source, "CREATE TABLE t(a)");
        assertTrue(bean.getStatementCosts().contains("CREATE TABLE t(a)"), bean::getStatementCosts);
        bean.resetStatementCosts();
        assertEquals(Map.of(), calls(source));
    }

    @Test
    void writesThatShareATransactionAreCountedEach() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config());
        Sql.run(source, "CREATE TABLE t(a)", "CREATE TABLE u(a)");
        try (Actor anna = new Actor("anna");
                Actor ben = new Actor("ben");
                Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "DELETE FROM t");
            source.resetStatementCosts();
            Actor.Started<Integer> first = anna.starts("insert", () -> Sql.run(source, "INSERT INTO t VALUES (1)"));
            Waiting.untilWaiting(source, 1);
            Actor.Started<Integer> second = ben.starts("insert", () -> Sql.run(source, "INSERT INTO u VALUES (1)"));
            Waiting.untilWaiting(source, 2);
            holder.commit();
            first.result();
            second.result();
        }
        assertEquals(
                Map.of("DELETE FROM t", 1L, "INSERT INTO t VALUES(?)", 1L, "INSERT INTO u VALUES(?)", 1L),
                calls(source),
                "what was inside at the reset is counted at its end");
    }

    private static Map<String, String> callsAndRows(ConcurrencySafeSqliteDataSource source) throws Exception {
        Map<String, String> costs = new TreeMap<>();
        for (StatementCosts.Cost cost : source.statementCosts().statements()) {
            costs.put(cost.sql(), cost.calls() + " calls, " + cost.rows() + " rows");
        }
        return costs;
    }

    private static int insertTwice(ConcurrencySafeSqliteDataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                Statement batch = connection.createStatement()) {
            batch.addBatch("INSERT INTO u VALUES (1)");
            batch.addBatch("INSERT INTO u VALUES (1)");
            return batch.executeBatch().length;
        }
    }

    /** Runs the second write in one transaction with the first, both behind a third. */
    private static void together(
            ConcurrencySafeSqliteDataSource source, Callable<Integer> first, Callable<Integer> second)
            throws Exception {
        try (Actor anna = new Actor("anna");
                Actor ben = new Actor("ben");
                Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "DELETE FROM t");
            Actor.Started<Integer> started = anna.starts("first", first);
            Waiting.untilWaiting(source, 1);
            Actor.Started<Integer> behind = ben.starts("second", second);
            Waiting.untilWaiting(source, 2);
            holder.commit();
            started.result();
            behind.result();
        }
    }

    @Test
    void eachWriteThatSharesATransactionHasItsRows() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config());
        Sql.run(source, "CREATE TABLE t(a)", "CREATE TABLE u(a)");
        source.resetStatementCosts();
        together(source, () -> Sql.run(source, "INSERT INTO t VALUES (1), (2)"), () -> insertTwice(source));
        assertEquals(
                Map.of(
                        "DELETE FROM t", "1 calls, 0 rows",
                        "INSERT INTO t VALUES(?)", "1 calls, 2 rows",
                        "INSERT INTO u VALUES(?)", "1 calls, 2 rows"),
                callsAndRows(source));
    }

    @Test
    void writesThatAreRepeatedAloneAreCountedAsOftenAsTheyRan() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config());
        Sql.run(source, "CREATE TABLE t(a)", "CREATE TABLE u(a UNIQUE)");
        source.resetStatementCosts();
        together(
                source,
                () -> Sql.run(source, "INSERT INTO t VALUES (1), (2)"),
                () -> assertThrows(SQLException.class, () -> insertTwice(source))
                        .getErrorCode());
        assertEquals(
                Map.of(
                        "DELETE FROM t", "1 calls, 0 rows",
                        "INSERT INTO t VALUES(?)", "2 calls, 4 rows",
                        "INSERT INTO u VALUES(?)", "2 calls, 0 rows"),
                callsAndRows(source));
        assertEquals(2, Sql.rows(source));
    }

    /** The first makes room for the second and breaks a deferred constraint, so alone both fail. */
    @Test
    void whatFailsAloneHasTheRowsOfItsFirstRunOnly() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config().pragma("foreign_keys", "on"));
        Sql.run(
                source,
                "CREATE TABLE t(a)",
                "CREATE TABLE parent(id INTEGER PRIMARY KEY)",
                "CREATE TABLE u(a UNIQUE, p REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
                "INSERT INTO u(a) VALUES (1)");
        source.resetStatementCosts();
        together(
                source,
                () -> assertThrows(SQLException.class, () -> Sql.run(source, "UPDATE u SET a = 2, p = 3"))
                        .getErrorCode(),
                () -> assertThrows(SQLException.class, () -> insertAsBatch(source))
                        .getErrorCode());
        assertEquals(
                Map.of(
                        "DELETE FROM t", "1 calls, 0 rows",
                        "UPDATE u SET a = ?, p = ?", "2 calls, 1 rows",
                        "INSERT INTO u(a) VALUES(?)", "2 calls, 1 rows"),
                callsAndRows(source));
    }

    private static int insertAsBatch(ConcurrencySafeSqliteDataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                Statement batch = connection.createStatement()) {
            batch.addBatch("INSERT INTO u(a) VALUES (1)");
            return batch.executeBatch().length;
        }
    }

    @Test
    void theSnapshotHasTheCostliest() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(config());
        Sql.run(source, "CREATE TABLE t(a)");
        source.resetStatementCosts();
        Sql.run(source, "INSERT INTO t VALUES (1), (2)");
        for (int i = 0; i < 25; i++) {
            Sql.run(source, "UPDATE t SET a = 1 WHERE a" + " AND a".repeat(i));
        }
        StatementCosts all = source.statementCosts();
        assertEquals(26, all.statements().size());
        DataSourceSnapshot snapshot = source.snapshot();
        assertEquals(all.first(20), snapshot.costs().statements());
        String costliest = all.statements().get(0).sql();
        assertTrue(snapshot.toString().contains("  " + costliest + "\n"), snapshot::toString);
        JsonNode costs = new ObjectMapper().readTree(snapshot.toJson()).at("/statementCosts");
        assertEquals(20, costs.at("/statements").size());
        JsonNode first = costs.at("/statements/0");
        assertEquals(costliest, first.at("/sql").asText());
        assertEquals(1, first.at("/calls").asLong());
        assertEquals(all.statements().get(0).rows(), first.at("/rows").asLong());
        assertEquals(
                all.statements().get(0).held().toNanos() / 1000,
                Math.round(first.at("/heldMillis").asDouble() * 1000));
    }

    @Test
    void aResetIsSeenEverywhereButInTheSums() throws Exception {
        MetricRegistry registry = new MetricRegistry();
        ConcurrencySafeSqliteDataSource source =
                invariants.open(config().poolName("costs").metricRegistry(registry));
        Sql.run(source, "CREATE TABLE t(a)", "INSERT INTO t VALUES (1), (2)", "REPLACE INTO t VALUES (3)");
        source.resetStatementCosts();
        assertEquals(List.of(), source.statementCosts().statements());
        assertEquals(List.of(), source.snapshot().costs().statements());
        assertEquals(
                0,
                new ObjectMapper()
                        .readTree(source.snapshot().toJson())
                        .at("/statementCosts/statements")
                        .size());
        assertEquals(2L, registry.getGauges().get("costs.cost.Calls.insert").getValue());
        assertEquals(3L, registry.getGauges().get("costs.cost.Rows.insert").getValue());
        assertEquals(1L, registry.getGauges().get("costs.cost.Calls.schema").getValue());
        Sql.run(source, "INSERT INTO t VALUES (4)");
        assertEquals(Map.of("INSERT INTO t VALUES(?)", "1 calls, 1 rows"), callsAndRows(source));
        assertEquals(4L, registry.getGauges().get("costs.cost.Rows.insert").getValue());
    }
}
