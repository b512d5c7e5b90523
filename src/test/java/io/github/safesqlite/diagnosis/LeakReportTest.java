// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.internal.leak.RecordingListener;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each class of leak, made to happen on a real file. */
class LeakReportTest extends OnOneDatabase {
    private static final Duration THRESHOLD = Duration.ofSeconds(1);
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    private final RecordingListener events = new RecordingListener();
    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = new CapturedLog();
    }

    @AfterEach
    void endCapture() {
        log.close();
    }

    private void open(Consumer<SqliteConfigBuilder> options) throws SQLException {
        SqliteConfigBuilder builder = options()
                .leakDetectionThreshold(THRESHOLD)
                .closeTimeout(Duration.ofMillis(100))
                .listener(events);
        options.accept(builder);
        open(
                builder,
                "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)",
                "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    }

    private int count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** On a busy machine other sessions, too, may last for longer than the threshold. */
    private LeakReport awaitReport(LeakReport.Kind kind, long sessionId) {
        return Waiting.until(
                        () -> events.detected.stream()
                                .filter(report -> report.kind() == kind && report.sessionId() == sessionId)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void assertShows(Throwable stack, String method) {
        assertTrue(
                Arrays.toString(stack.getStackTrace()).contains(method), () -> Arrays.toString(stack.getStackTrace()));
    }

    @Test
    void idleOneIsReportedWithWhatItDidAndHoldsAndItsReturnIsTold() throws Exception {
        open(options -> {});
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT * FROM t").close();
            statement.executeUpdate("UPDATE t SET name = 'secret' WHERE id = 1");
        }
        LeakReport report = awaitReport(
                LeakReport.Kind.HELD_IDLE,
                dataSource.snapshot().sessions().get(0).sessionId());
        assertEquals("app", report.poolName());
        assertEquals(List.of("WRITE", "READ"), report.use().lastKinds());
        assertEquals(SessionUse.TransactionState.WRITING, report.use().transaction());
        assertTrue(report.use().connectionId() > 0);
        assertTrue(report.use().sinceLastUse().compareTo(THRESHOLD) >= 0, report.toString());
        assertTrue(report.stackNow().toString().contains("idleOneIsReportedWithWhatItDid"), report.toString());
        assertShows(report.acquiredAt(), "idleOneIsReportedWithWhatItDidAndHoldsAndItsReturnIsTold");
        assertTrue(log.text().contains("leaked: no statement is running"), log.text());
        assertTrue(log.text().contains("(WRITE, READ); it holds physical connection #"), log.text());
        assertFalse(log.text().contains("secret"), log.text());

        connection.close();
        // If the report is still under way in the background, it is told there.
        Waiting.until(() -> events.returned.contains(report.sessionId()));
        assertEquals(1, Collections.frequency(events.returned, report.sessionId()));
        assertTrue(log.text().contains("was closed after all"), log.text());
        assertEquals(
                List.of(LeakReport.Kind.HELD_IDLE, LeakReport.Kind.TRANSACTION_OPEN),
                events.detected.stream()
                        .filter(each -> each.sessionId() == report.sessionId())
                        .map(LeakReport::kind)
                        .filter(kind -> kind != LeakReport.Kind.EXECUTING)
                        .toList());
    }

    @Test
    void slowQueryIsInUseNotLeaked() throws Exception {
        open(options -> {});
        CountDownLatch started = new CountDownLatch(1);
        Statement[] slow = new Statement[1];
        workers.start("slow", () -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                slow[0] = statement;
                started.countDown();
                assertThrows(SQLException.class, () -> statement.executeQuery(ENDLESS));
            }
        });
        assertTrue(started.await(60, TimeUnit.SECONDS));
        LeakReport report = awaitReport(
                LeakReport.Kind.EXECUTING,
                dataSource.snapshot().sessions().get(0).sessionId());
        slow[0].cancel();
        workers.join();
        assertTrue(report.executingSql().startsWith("WITH RECURSIVE n(i)"), report.executingSql());
        assertTrue(log.text().contains("in use: executing WITH RECURSIVE"), log.text());
        assertEquals(0, dataSource.snapshot().counts().leaksDetected());
    }

    @Test
    void slowStepOfAResultSetIsInUseToo() throws Exception {
        open(options -> {});
        CountDownLatch started = new CountDownLatch(1);
        Statement[] slow = new Statement[1];
        workers.start("slow", () -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT 1 UNION ALL SELECT * FROM (" + ENDLESS + ")")) {
                slow[0] = statement;
                rows.next();
                started.countDown();
                assertThrows(SQLException.class, rows::next);
            }
        });
        assertTrue(started.await(60, TimeUnit.SECONDS));
        awaitReport(
                LeakReport.Kind.EXECUTING,
                dataSource.snapshot().sessions().get(0).sessionId());
        dataSource
                .snapshot()
                .sessions()
                .forEach(session -> assertTrue(session.use().isExecuting()));
        slow[0].cancel();
        workers.join();
    }

    @Test
    void deadOwnerIsReported() throws Exception {
        open(options -> {});
        Connection[] forgotten = new Connection[1];
        workers.start("short-lived", () -> forgotten[0] = dataSource.getConnection());
        workers.join();
        LeakReport report = awaitReport(
                LeakReport.Kind.OWNER_DEAD,
                dataSource.snapshot().sessions().get(0).sessionId());
        assertEquals("short-lived", report.threadName());
        assertEquals(Thread.State.TERMINATED, report.threadState());
        assertTrue(log.text().contains("leaked: that thread has ended"), log.text());
        forgotten[0].close();
    }

    @Test
    void forgottenWriterIsTakenBackByTheGarbageCollector() throws Exception {
        open(options -> options.leakDetectionThreshold(Duration.ofMinutes(10)));
        forgetAWriter();
        Waiting.until(() -> {
            System.gc();
            return !events.reclaimed.isEmpty();
        });
        assertEquals(LeakReport.Kind.UNREACHABLE, events.reclaimed.get(0).kind());
        assertEquals(List.of("WRITE"), events.reclaimed.get(0).use().lastKinds());
        write("DELETE FROM t WHERE id = 1");
        assertEquals(2, count(), "the forgotten DELETE was rolled back");
        assertTrue(log.text().contains("LEAK: connection #"), log.text());
    }

    private void forgetAWriter() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.executeUpdate("DELETE FROM t");
    }

    @Test
    void idleOneIsTakenBackOnRequestAndItsLateUserIsTold() throws Exception {
        open(options -> options.leakDetectionThreshold(Duration.ofMinutes(10))
                .reclaimLeaks(true)
                .reclaimThreshold(Duration.ofMillis(1500)));
        Connection leaked = dataSource.getConnection();
        leaked.setAutoCommit(false);
        PreparedStatement statement = leaked.prepareStatement("DELETE FROM t");
        statement.executeUpdate();
        PreparedStatement query = leaked.prepareStatement("SELECT * FROM t UNION ALL VALUES (7, 'x'), (8, 'y')");
        ResultSet rows = query.executeQuery();
        rows.next();

        // In another thread: this one would be told at once that it waits for itself.
        workers.start("other", () -> write("INSERT INTO t VALUES (10, 'mine')"));
        workers.join();
        Waiting.until(() -> events.reclaimed.size() == 1);

        for (org.junit.jupiter.api.function.Executable late : List.<org.junit.jupiter.api.function.Executable>of(
                statement::executeUpdate, leaked::commit, rows::next, () -> rows.getInt(1), query::executeQuery)) {
            SessionClosedException told = assertThrows(SessionClosedException.class, late);
            assertTrue(told.getMessage().contains("was taken back as a leak after being idle for"), told.getMessage());
            assertTrue(told.getMessage().contains("(reclaimLeaks). Get a new connection."), told.getMessage());
        }
        leaked.close();
        assertEquals(4, count(), "its DELETE was rolled back, the other INSERT stands");
        assertTrue(
                log.text()
                        .contains("was taken back (reclaimLeaks) from thread \""
                                + Thread.currentThread().getName()),
                log.text());
        assertFalse(log.text().contains("closed after all"), log.text());
        assertEquals(List.of(), events.returned);
    }

    @Test
    void oneThatIsUsedNowAndThenIsNotTakenBack() throws Exception {
        open(options -> options.reclaimLeaks(true).reclaimThreshold(Duration.ofSeconds(2)));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")) {
            assertTrue(rows.next());
            // Another that is not used shows when the time is over.
            Connection idle = dataSource.getConnection();
            Waiting.until(() -> rows.next() && !events.reclaimed.isEmpty());
            assertTrue(rows.next());
            assertTrue(idle.isClosed());
        }
        assertEquals(1, events.reclaimed.size());
    }

    @Test
    void forgottenStatementsAreToldApartWithTheStackOfTheirCreation() throws Exception {
        open(options -> options.traceStatements(true));
        try (Connection connection = dataSource.getConnection()) {
            createStatementHere(connection);
            connection.prepareStatement("SELECT * FROM t WHERE name = 'secret'").executeQuery();
        }
        assertEquals(2, events.detected.size());
        LeakReport statement = byKind(LeakReport.Kind.STATEMENT_OPEN);
        assertShows(statement.acquiredAt(), "createStatementHere");
        LeakReport resultSet = byKind(LeakReport.Kind.RESULT_SET_OPEN);
        assertEquals("SELECT * FROM t WHERE name = ?", resultSet.executingSql());
        assertShows(resultSet.acquiredAt(), "forgottenStatementsAreToldApartWithTheStackOfTheirCreation");
        assertTrue(
                log.text().contains("was closed with a result set still open (SELECT * FROM t WHERE name = ?)"),
                log.text());
        assertEquals(2, dataSource.snapshot().counts().statementsForgotten());
        assertEquals(1, dataSource.snapshot().counts().resultSetsForgotten());
    }

    private LeakReport byKind(LeakReport.Kind kind) {
        return events.detected.stream()
                .filter(report -> report.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static void createStatementHere(Connection connection) throws SQLException {
        connection.createStatement();
    }

    @Test
    void withoutTracingForgottenStatementsAreOnlyCounted() throws Exception {
        open(options -> {});
        try (Connection connection = dataSource.getConnection()) {
            createStatementHere(connection);
        }
        assertEquals(List.of(), events.detected);
        assertEquals(1, dataSource.snapshot().counts().statementsForgotten());
    }

    @Test
    void transactionThatHasWrittenAndIsClosedIsTold() throws Exception {
        open(options -> {});
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("DELETE FROM t");
        }
        assertEquals(LeakReport.Kind.TRANSACTION_OPEN, events.detected.get(0).kind());
        assertEquals("DELETE FROM t", events.detected.get(0).executingSql());
        assertEquals(3, count());
    }
}
