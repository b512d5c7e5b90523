// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.testing.Sql;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The statements that have run, as an application collects them. */
@Timeout(180)
class CollectedStatementsTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    @Test
    void readsAndWritesAreCollectedWithoutValues() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .poolName("collected")
                .registerMbeans(true)
                .collectStatements(true));
        Sql.run(source, "CREATE TABLE t(a)", "INSERT INTO t VALUES ('secret')", "INSERT INTO t VALUES ('other')");
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM t WHERE a = ?")) {
            for (int i = 0; i < 3; i++) {
                select.setString(1, "secret");
                select.executeQuery().close();
            }
        }
        String expected = "INSERT INTO t VALUES (?);\nSELECT count(*) FROM t WHERE a = ?;\n";
        assertEquals(expected, source.collectedStatements());
        var bean = JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(),
                new ObjectName("io.github.safesqlite:type=DataSource,name=collected"),
                SafeSqliteMXBean.class);
        assertEquals(expected, bean.collectedStatements());
    }

    @Test
    void saysWhichOptionIsMissing() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).poolName("app"));
        var refused = assertThrows(IllegalStateException.class, source::collectedStatements);
        assertTrue(refused.getMessage().contains("collectStatements=true"), refused.getMessage());
    }
}
