// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.internal.management.ManagedDataSource;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The key-values that a log collector gets. Those of the other categories are checked with the page on troubleshooting. */
class LogKeysTest extends OnOneDatabase {
    private final LogEvents log = new LogEvents().withDebug();

    @AfterEach
    void endCapture() {
        log.close();
    }

    private void open(Consumer<SqliteConfigBuilder> options) throws SQLException {
        SqliteConfigBuilder builder = options();
        options.accept(builder);
        open(builder, "CREATE TABLE t(name TEXT)");
    }

    @Test
    void holderThatLeaksAndIsSlowWhileAnotherTimesOut() throws Exception {
        open(options -> options.leakDetectionThreshold(Duration.ofSeconds(1))
                .slowWriteThreshold(Duration.ofMillis(200))
                .writeTimeout(Duration.ofMillis(250)));
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.executeUpdate("INSERT INTO t VALUES ('secret')");
        String session = String.valueOf(dataSource.snapshot().sessions().get(0).sessionId());
        workers.start("late", () -> assertThrows(SQLException.class, () -> write("DELETE FROM t")));
        workers.join();

        Map<String, Object> timeout = LogEvents.keyValues(log.await("did not enter the write gate"));
        assertEquals(Set.of("pool", "session", "wait", "waitedMillis", "leftOut"), timeout.keySet());
        assertEquals("GATE", timeout.get("wait"));
        assertTrue(Long.parseLong(timeout.get("waitedMillis").toString()) >= 250, timeout::toString);

        ILoggingEvent leaked =
                log.await("connection #" + session + " not closed for", "leaked: no statement is running");
        assertEquals("leak", LogEvents.category(leaked));
        Map<String, Object> leak = LogEvents.keyValues(leaked);
        assertEquals(
                Set.of(
                        "pool",
                        "session",
                        "leak",
                        "thread",
                        "heldMillis",
                        "connection",
                        "transaction",
                        "sql",
                        "leftOut"),
                leak.keySet());
        assertEquals("app", leak.get("pool"));
        assertEquals(session, leak.get("session"));
        assertEquals("HELD_IDLE", leak.get("leak"));
        assertEquals(Thread.currentThread().getName(), leak.get("thread"));
        assertEquals("WRITING", leak.get("transaction"));
        assertEquals("0", leak.get("leftOut"));

        ILoggingEvent slowHolder = log.await("VALUES (?)) (slowWriteThreshold");
        assertEquals("slow", LogEvents.category(slowHolder));
        Map<String, Object> slow = LogEvents.keyValues(slowHolder);
        assertEquals(Set.of("pool", "session", "thread", "heldMillis", "sql", "waiters", "leftOut"), slow.keySet());
        assertEquals(session, slow.get("session"));
        assertEquals("INSERT INTO t VALUES (?)", slow.get("sql"));

        statement.close();
        connection.close();
        Map<String, Object> over = LogEvents.keyValues(log.await("VALUES (?)); others waited"));
        assertTrue(Long.parseLong(over.get("inflictedMillis").toString()) > 0, over::toString);
        assertEquals(
                session,
                LogEvents.keyValues(log.await("connection #" + session + ", reported earlier"))
                        .get("session"));
        ILoggingEvent open = log.await("was closed with an open transaction");
        assertEquals(Level.DEBUG, open.getLevel());
        assertEquals("INSERT INTO t VALUES (?)", LogEvents.keyValues(open).get("sql"));
        log.all()
                .forEach(event ->
                        assertTrue(!LogEvents.keyValues(event).toString().contains("secret")));
    }

    @Test
    void beanThatIsGone() throws Exception {
        open(options -> options.registerMbeans(true));
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(ManagedDataSource.nameOf("app"));
        dataSource.close();
        ILoggingEvent gone = log.await("was not registered any more");
        assertEquals("jmx", LogEvents.category(gone));
        assertEquals(Set.of("bean"), LogEvents.keyValues(gone).keySet());
    }

    /** A service where every request leaks must not drown its own log. */
    @Test
    void leaksOverTheLimitAreCountedInTheNextMessage() throws Exception {
        open(options -> options.traceStatements(true));
        int before = log.all().size();
        for (int i = 0; i < 50; i++) {
            try (Connection connection = dataSource.getConnection()) {
                connection.prepareStatement("SELECT 1");
            }
        }
        assertEquals(
                20,
                log.all().stream()
                        .skip(before)
                        .filter(event -> event.getLevel() == Level.WARN)
                        .count());
        assertEquals(50, dataSource.snapshot().counts().statementsForgotten());
        var keys = new TreeSet<>(
                LogEvents.keyValues(log.await("a statement still open")).keySet());
        assertTrue(keys.contains("leftOut"), keys::toString);
    }
}
