// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
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

    private static Map<String, Long> calls(ConcurrencySafeSqliteDataSource source) throws Exception {
        Map<String, Long> calls = new TreeMap<>();
        for (StatementCosts.Cost cost : source.statementCosts().statements()) {
            calls.put(cost.sql(), cost.calls());
        }
        return calls;
    }

    @Test
    void eachStatementIsCountedByItsText() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).slowWriteThresholdOff());
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
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .poolName("costs")
                .registerMbeans(true)
                .slowWriteThresholdOff());
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
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).slowWriteThresholdOff());
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
}
