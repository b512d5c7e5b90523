// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.internal.management.ManagedDataSource;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.snapshot.SessionSnapshot;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a DataSource shows of itself while something goes on. */
class SnapshotTest {
    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource dataSource;
    private Workers workers;

    @BeforeEach
    void open() throws SQLException {
        dataSource = open("app");
        workers = new Workers();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
            statement.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        }
    }

    private ConcurrencySafeSqliteDataSource open(String name) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(directory.resolve("app.db"))
                .poolName(name)
                .registerMbeans(true)
                .writeTimeout(Duration.ofSeconds(60))
                .connectionTimeout(Duration.ofSeconds(60))
                .build());
    }

    @AfterEach
    void close() throws Exception {
        workers.close();
        dataSource.close();
    }

    /** One writer inside, two in the queue, one reader with a half-read result set. */
    private DataSourceSnapshot crowded(Crowd crowd) throws Exception {
        try (Connection writer = dataSource.getConnection();
                Connection reader = dataSource.getConnection();
                Statement writes = writer.createStatement();
                Statement reads = reader.createStatement();
                ResultSet rows = reads.executeQuery("SELECT * FROM t")) {
            rows.next();
            writer.setAutoCommit(false);
            writes.executeUpdate("UPDATE t SET name = 'secret' WHERE id = 1");
            for (int i = 1; i <= 2; i++) {
                workers.start("queued-" + i, () -> {
                    try (Connection queued = dataSource.getConnection();
                            Statement statement = queued.createStatement()) {
                        statement.executeUpdate("DELETE FROM t WHERE name = 'other secret'");
                    }
                });
                int expected = i;
                Waiting.until(() -> dataSource.statistics().writeWaiters() == expected);
            }
            DataSourceSnapshot snapshot = dataSource.snapshot();
            crowd.look(snapshot);
            writer.commit();
            return snapshot;
        }
    }

    private interface Crowd {
        void look(DataSourceSnapshot snapshot) throws Exception;
    }

    @Test
    void holderWaitersSessionsAndResultSetsAreInThePicture() throws Exception {
        DataSourceSnapshot picture = crowded(snapshot -> {
            GateSnapshot.Holder holder = snapshot.gate().holder();
            assertEquals("UPDATE t SET name = ? WHERE id = ?", holder.sql());
            assertEquals(Thread.currentThread().getName(), holder.thread());
            assertTrue(holder.stackNow().toString().contains("SnapshotTest.crowded"), () -> "" + holder.stackNow());
            assertEquals(
                    List.of("queued-1", "queued-2"),
                    snapshot.gate().waiters().stream()
                            .map(GateSnapshot.Waiter::thread)
                            .toList());
            assertEquals(4, snapshot.sessions().size());
            assertEquals(1, snapshot.openResultSets());
            SessionSnapshot writer = snapshot.sessions().get(0);
            assertEquals(holder.sessionId(), writer.sessionId());
            assertEquals(SessionUse.TransactionState.WRITING, writer.use().transaction());
            assertEquals(List.of("WRITE"), writer.use().lastKinds());
            assertNull(writer.use().executingSql());
            SessionSnapshot reader = snapshot.sessions().get(1);
            assertEquals(List.of("READ"), reader.use().lastKinds());
            assertTrue(reader.use().connectionId() > 0);
            SessionSnapshot queued = snapshot.sessions().get(2);
            assertEquals("DELETE FROM t WHERE name = ?", queued.use().executingSql());
            assertEquals(0, queued.use().connectionId(), "who waits at the gate holds no connection");
        });
        workers.join();
        // It is a picture: it does not change any more.
        assertEquals(2, picture.gate().waiters().size());
        assertNull(dataSource.snapshot().gate().holder());
        assertEquals(List.of(), dataSource.snapshot().sessions());
    }

    @Test
    void tableIsReadableAndShowsNoValues() throws Exception {
        String table = crowded(snapshot -> {}).toString();
        assertTrue(table.contains("write gate: held for"), table);
        assertTrue(table.contains("UPDATE t SET name = ? WHERE id = ?; 2 waiting"), table);
        assertTrue(table.contains("at io.github.safesqlite.diagnosis.SnapshotTest.crowded"), table);
        assertTrue(
                table.matches("(?s).*place  connection .*\\n    1 +#\\d+ +app .*queued-1.*\\n    2 +#\\d+ .*"), table);
        assertTrue(table.contains("connections: 4 open, 1 result sets open"), table);
        assertTrue(!table.contains("secret"), table);
    }

    @Test
    void jsonIsWellFormedAndSaysTheSame() throws Exception {
        String json = crowded(snapshot -> {}).toJson();
        assertTrue(!json.contains("secret"), json);
        JsonNode root = new ObjectMapper().readTree(json);
        assertEquals("app", root.at("/poolName").asText());
        assertEquals("queued-2", root.at("/gate/waiters/1/thread").asText());
        assertEquals("WRITING", root.at("/sessions/0/transaction").asText());
        assertEquals(1, root.at("/openResultSets").asInt());
        assertEquals(10, root.at("/pool/maximum").asInt());
        assertTrue(root.at("/sessions/0/acquiredAt").toString().contains("SnapshotTest.crowded"), json);
    }

    @Test
    void dataSourcesOnOneFileKnowEachOther() throws SQLException {
        try (ConcurrencySafeSqliteDataSource other = open("jobs")) {
            assertEquals(List.of("jobs"), dataSource.snapshot().sharedWith());
            assertEquals(List.of("app"), other.snapshot().sharedWith());
        }
        assertEquals(List.of(), dataSource.snapshot().sharedWith());
    }

    @Test
    void beanShowsAndSteersTheDataSource() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        SafeSqliteMXBean bean = JMX.newMXBeanProxy(server, ManagedDataSource.nameOf("app"), SafeSqliteMXBean.class);
        assertTrue(bean.getSnapshot().contains("write gate: free"), bean::getSnapshot);
        assertTrue(bean.getSnapshotJson().startsWith("{"), bean::getSnapshotJson);
        assertTrue(bean.getTotalConnections() >= 1);

        bean.softEvictConnections();
        Waiting.until(() -> bean.getIdleConnections() <= 2);

        bean.suspendPool();
        assertTrue(bean.isSuspended());
        workers.start("suspended", () -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeQuery("SELECT * FROM t").close();
            }
        });
        Waiting.until(() -> bean.getThreadsAwaitingConnection() == 1);
        bean.resumePool();
        workers.join();

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (7, 'g')");
        }
        assertTrue(bean.getWalBytes() > 0);
        assertTrue(bean.checkpoint()
                .matches("TRUNCATE copied (\\d+) of \\1 frames in \\d+ ms, the -wal file has 0 bytes"));
        assertEquals(0, bean.getWalBytes());

        Connection stuck = dataSource.getConnection();
        stuck.setAutoCommit(false);
        try (Statement statement = stuck.createStatement()) {
            statement.execute("DELETE FROM t");
        }
        long id = dataSource.snapshot().sessions().get(0).sessionId();
        assertTrue(bean.abortSession(id));
        SQLException refused = assertThrows(SQLException.class, stuck::commit);
        assertTrue(refused.getMessage().contains("was aborted"), refused.getMessage());
        assertNull(dataSource.snapshot().gate().holder());
        assertEquals(0, bean.getOpenSessions());

        dataSource.close();
        assertTrue(!server.isRegistered(ManagedDataSource.nameOf("app")));
    }

    @Test
    void secondBeanOfTheSameNameIsRefusedAndLeavesNothingOpen() throws Exception {
        var failure = assertThrows(IllegalArgumentException.class, () -> open("app"));
        assertTrue(failure.getMessage().contains("poolName"), failure.getMessage());
        assertEquals(List.of(), dataSource.snapshot().sharedWith());
        assertTrue(ManagementFactory.getPlatformMBeanServer().isRegistered(ManagedDataSource.nameOf("app")));
    }
}
