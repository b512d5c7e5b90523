// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.junit.LeakAssertions;
import io.github.safesqlite.junit.LeakError;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Makes each bad thing of {@code docs/troubleshooting.md} happen on a real file, and compares what is said with the page. */
class TroubleshootingTest extends OnOneDatabase {
    private static final Duration LEAK = Duration.ofMillis(1500);
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    private LogEvents log;

    @BeforeEach
    void capture() {
        log = new LogEvents();
    }

    @AfterEach
    void endCapture() {
        log.close();
    }

    private void open(Consumer<SqliteConfigBuilder> options) throws SQLException {
        SqliteConfigBuilder builder = options().leakDetectionThreshold(NEVER);
        options.accept(builder);
        open(
                builder,
                "CREATE TABLE orders(id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders(note) VALUES ('secret'), ('secret')");
    }

    private void check(String name, Object... parts) throws IOException {
        String[] texts = Arrays.stream(parts)
                .map(part -> part instanceof ILoggingEvent event ? LogEvents.text(event) : part.toString())
                .toArray(String[]::new);
        DocumentedOutput.check(name, directory, texts);
        for (Object part : parts) {
            if (part instanceof ILoggingEvent event) {
                checkKeyValues(event);
            }
        }
        for (String text : texts) {
            assertFalse(text.contains("secret"), text);
        }
    }

    private static void checkKeyValues(ILoggingEvent event) throws IOException {
        Map<String, Object> pairs = LogEvents.keyValues(event);
        assertTrue(pairs.containsKey("pool") || pairs.containsKey("file"), () -> event + ": " + pairs);
        assertEquals("app", pairs.getOrDefault("pool", "app"));
        assertFalse(pairs.toString().contains("secret"), pairs::toString);
        // The rows of a category: its own and those below it that have no name.
        String rows = Files.readString(Path.of("docs/logging.md"))
                .split("\n\\| `" + LogEvents.category(event) + "` ")[1]
                .split("\n\\| `|\n\n")[0];
        pairs.keySet().forEach(key -> assertTrue(rows.contains("`" + key + "`"), () -> key + " is not in " + rows));
    }

    private Throwable failureOf(String thread, Workers.Action work) throws Exception {
        Throwable[] failure = new Throwable[1];
        workers.start(thread, () -> failure[0] = assertThrows(Throwable.class, work::run));
        workers.join();
        return failure[0];
    }

    /** The places in the page, and no others, have a test here; each message of the table is in one of them. */
    @Test
    void eachMessageOfTheTableHasItsOutput() throws Exception {
        Map<String, String> blocks = DocumentedOutput.blocks();
        String outputs = DocumentedOutput.normalised(String.join("\n", blocks.values()));
        String table = DocumentedOutput.page().split("## The messages")[1].split("\nRare ones")[0];
        List<String> rows = table.lines().filter(line -> line.startsWith("| `")).toList();
        assertTrue(rows.size() > 20, () -> rows.size() + " rows");
        for (String row : rows) {
            for (String message : row.split("\\|")[1].split("`, `")) {
                for (String part : message.replace("`", "").strip().split("…")) {
                    String wanted = DocumentedOutput.normalised(part).strip();
                    assertTrue(outputs.contains(wanted), () -> "no output has \"" + wanted + "\"");
                }
            }
        }
    }

    @Test
    void gateTimeout() throws Exception {
        open(options -> options.writeTimeout(Duration.ofMillis(300)).connectionTimeout(Duration.ofSeconds(20)));
        // Of several statements each could be the one that took longest.
        dataSource.resetStatementCosts();
        write("INSERT INTO orders(note) VALUES ('secret')");
        Throwable failure;
        try (Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('secret')");
            failure = failureOf("http-4", () -> write("DELETE FROM orders WHERE note = 'secret'"));
            holder.rollback();
        }
        check("gate-timeout", failure);
        check("gate-timeout-log", log.await("did not enter the write gate"));
    }

    @Test
    void connectionTimeout() throws Exception {
        open(options -> options.maximumPoolSize(1).minimumIdle(0).connectionTimeout(Duration.ofMillis(200)));
        try (Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders WHERE id > 0")) {
            assertTrue(rows.next());
            check("connection-timeout", failureOf("http-4", () -> {
                try (Connection connection = dataSource.getConnection();
                        Statement late = connection.createStatement()) {
                    late.executeQuery("SELECT * FROM orders");
                }
            }));
        }
    }

    @Test
    void busy() throws Exception {
        // So long that even a busy computer tries more than once.
        open(options -> options.writeTimeout(Duration.ofSeconds(2)));
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement lock = foreign.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            check("busy", failureOf("http-4", () -> write("INSERT INTO orders(note) VALUES ('secret')")));
            lock.execute("ROLLBACK");
        }
        check(
                "busy-log",
                LogEvents.text(log.await("found SQLite busy"))
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void staleSnapshot() throws Exception {
        open(options -> options.beginMode(BeginMode.DEFERRED));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM orders").next();
            workers.start("http-4", () -> write("DELETE FROM orders WHERE id = 1"));
            workers.join();
            check(
                    "stale-snapshot",
                    assertThrows(
                            SQLException.class, () -> statement.executeUpdate("UPDATE orders SET note = 'secret'")));
        }
    }

    @Test
    void nestedWrite() throws Exception {
        open(options -> {});
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('secret')");
            check("nested-write", assertThrows(SQLException.class, () -> write("DELETE FROM orders")));
        }
    }

    @Test
    void heldIdleAndReturnedAfterAll() throws Exception {
        open(options -> options.leakDetectionThreshold(LEAK));
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT * FROM orders").close();
            statement.executeUpdate("UPDATE orders SET note = 'secret' WHERE id = 1");
        }
        ILoggingEvent leaked = log.await("leaked: no statement is running");
        connection.close();
        check("leak-idle", leaked, log.await("was closed after all"));
    }

    @Test
    void ownerDead() throws Exception {
        open(options -> options.leakDetectionThreshold(LEAK));
        Connection[] forgotten = new Connection[1];
        workers.start("short-lived", () -> forgotten[0] = dataSource.getConnection());
        workers.join();
        check("leak-dead", log.await("leaked: that thread has ended"));
        forgotten[0].close();
    }

    @Test
    void slowQuery() throws Exception {
        open(options -> options.leakDetectionThreshold(LEAK));
        CountDownLatch started = new CountDownLatch(1);
        Statement[] slow = new Statement[1];
        workers.start("report-1", () -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                slow[0] = statement;
                started.countDown();
                assertThrows(SQLException.class, () -> statement.executeQuery(ENDLESS));
            }
        });
        assertTrue(started.await(60, TimeUnit.SECONDS));
        ILoggingEvent inUse = log.await("in use: executing");
        slow[0].cancel();
        workers.join();
        check("in-use", inUse);
    }

    @Test
    void unreachable() throws Exception {
        open(options -> {});
        forgetAWriter();
        Waiting.until(() -> {
            System.gc();
            return log.all().stream()
                    .anyMatch(event -> event.getFormattedMessage().contains("is no longer reachable"));
        });
        check("leak-unreachable", log.await("is no longer reachable"));
    }

    private void forgetAWriter() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate("DELETE FROM orders");
    }

    @Test
    void reclaimed() throws Exception {
        open(options -> options.reclaimLeaks(true).reclaimThreshold(Duration.ofMillis(1500)));
        Connection leaked = dataSource.getConnection();
        leaked.setAutoCommit(false);
        try (PreparedStatement statement = leaked.prepareStatement("DELETE FROM orders")) {
            statement.executeUpdate();
            ILoggingEvent takenBack = log.await("was taken back (reclaimLeaks)");
            check("leak-reclaimed", takenBack, assertThrows(SQLException.class, leaked::commit));
        }
        leaked.close();
    }

    @Test
    void leftOpen() throws Exception {
        open(options -> options.traceStatements(true));
        try (Connection connection = dataSource.getConnection()) {
            openAResultSet(connection);
        }
        try (Connection connection = dataSource.getConnection()) {
            prepareAStatement(connection);
        }
        check("left-open", log.await("a result set still open"), log.await("a statement still open"));
    }

    private static void openAResultSet(Connection connection) throws SQLException {
        connection
                .prepareStatement("SELECT * FROM orders WHERE note = 'secret'")
                .executeQuery();
    }

    private static void prepareAStatement(Connection connection) throws SQLException {
        connection.prepareStatement("SELECT id FROM orders WHERE note = 'secret'");
    }

    @Test
    void slowWrite() throws Exception {
        open(options -> options.slowWriteThreshold(Duration.ofMillis(100)));
        try (Connection holder = dataSource.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('secret')");
            workers.start("http-4", () -> write("DELETE FROM orders"));
            ILoggingEvent slow = log.await("VALUES (?)) (slowWriteThreshold");
            Waiting.until(() -> dataSource.statistics().writeWaiters() == 1);
            holder.commit();
            workers.join();
            check("slow-write", slow, log.await("VALUES (?)); others waited"));
        }
    }

    @Test
    void pinnedLog() throws Exception {
        open(options -> options.walSoftLimit(1 << 20)
                .pinThreshold(Duration.ofMillis(100))
                .checkpointInterval(Duration.ofMillis(20)));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders WHERE id > 0")) {
            assertTrue(rows.next());
            write("INSERT INTO orders(note) VALUES (zeroblob(4000000))");
            check("pinned", log.await("pins the write-ahead log"));
        }
    }

    @Test
    void unusedRead() throws Exception {
        open(options -> options.maxReadAge(Duration.ofSeconds(1)).checkpointInterval(Duration.ofMillis(20)));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders WHERE id > 0")) {
            assertTrue(rows.next());
            ILoggingEvent ended = log.await("It began with");
            check("read-ended", ended, assertThrows(SQLException.class, rows::next));
        }
    }

    @Test
    void logPinnedFromOutside() throws Exception {
        open(options -> options.walSoftLimit(1 << 20)
                .pinThreshold(Duration.ofMillis(100))
                .checkpointInterval(Duration.ofMillis(20)));
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement statement = foreign.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders")) {
            assertTrue(rows.next());
            write("INSERT INTO orders(note) VALUES (zeroblob(4000000))");
            check("pinned-outside", log.await("a reader outside this library"));
        }
    }

    @Test
    void sameNameTwice() throws Exception {
        MetricRegistry registry = new MetricRegistry();
        open(options -> options.metricRegistry(registry).registerMbeans(true));
        Path file = directory.resolve("app.db");
        check(
                "same-name",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file)
                                .metricRegistry(registry)
                                .build())),
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ConcurrencySafeSqliteDataSource(
                                SqliteConfig.builder(file).registerMbeans(true).build())));
    }

    @Test
    void leakInATest() throws Exception {
        open(options -> {});
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("DELETE FROM orders");
            LeakError error =
                    assertThrows(LeakError.class, () -> LeakAssertions.assertNoLeaks(dataSource, Duration.ZERO));
            var text =
                    new StringBuilder(error.toString()).append("\nCaused by: ").append(error.getCause());
            Arrays.stream(error.getCause().getStackTrace())
                    .forEach(frame -> text.append("\n\tat ").append(frame));
            check("test-leak", text);
        }
    }

    /** A listener that is broken. */
    private static final class AuditListener implements SqliteListener {
        private final CountDownLatch goOn;

        AuditListener(CountDownLatch goOn) {
            this.goOn = goOn;
        }

        @Override
        public void gateEntered(long sessionId, long waitNanos) {
            throw new IllegalStateException("the audit log is full");
        }

        @Override
        public void sessionOpened(long sessionId) {
            try {
                assertTrue(goOn.await(120, TimeUnit.SECONDS));
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void brokenListener() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        open(options -> options.listener(new AuditListener(goOn)));
        while (dataSource.snapshot().counts().eventsDropped() == 0) {
            dataSource.getConnection().close();
        }
        goOn.countDown();
        String failed = LogEvents.text(log.await("further failures"))
                .lines()
                .limit(2)
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow();
        check("listener", log.await("events behind"), failed);
    }

    @Test
    void closedWhileInUse() throws Exception {
        open(options -> options.closeTimeout(Duration.ofMillis(50)));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT note FROM orders WHERE id > 0")) {
            assertTrue(rows.next());
            dataSource.close();
            check("closed-in-use", log.await("(closeTimeout)"));
        }
    }

    @Test
    void movedFile() throws Exception {
        // Whoever opens a connection just then creates a file of that name; here nobody does.
        open(options -> options.checkpointInterval(Duration.ofMillis(20)).minimumIdle(0));
        dataSource.checkpoint();
        Path file = directory.resolve("app.db");
        Path elsewhere = directory.resolve("moved");
        Files.move(file, elsewhere);
        ILoggingEvent gone = log.await("was deleted, moved or replaced");
        SQLException refused = assertThrows(SQLException.class, () -> write("DELETE FROM orders"));
        Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
        check("moved", gone, refused, log.await("is back; work continues"));
    }

    @Test
    void replacedFile() throws Exception {
        open(options -> options.fileCheckInterval(Duration.ZERO));
        Path file = directory.resolve("app.db");
        Path other = directory.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders(id INTEGER PRIMARY KEY, note)");
        }
        SQLException refused;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO orders(note) VALUES ('x')");
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            refused = assertThrows(SQLException.class, connection::commit);
        }
        write("DELETE FROM orders");
        check("replaced", log.await("was replaced by another file"), refused);
    }

    @Test
    void pragmaThatReadsBackAnother() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(a)");
        }
        open(options ->
                options.pragma("page_size", "8192").pragmaMismatch(io.github.safesqlite.config.PragmaMismatch.WARN));
        check("pragma", log.await("(pragmaMismatch=warn)"));
        assertEquals(
                1,
                log.all().stream()
                        .filter(event -> event.getFormattedMessage().contains("pragmaMismatch"))
                        .count());
    }
}
