// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.leak.Watch;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionPool;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.CapturedLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two checks in a row find is reported, once; what one of them finds is not. */
class SelfCheckTest {
    private static final String IN_GATE = "connection #-7 is closed, and is in the write gate";
    private static final String BOUND = "a physical connection is in use by connection #-7, which is closed";

    @TempDir
    Path directory;

    private final List<SelfCheckReport> reports = new ArrayList<>();
    private final Listeners listeners = Listeners.of(new InlineListener() {
        @Override
        public void selfCheckFailed(SelfCheckReport report) {
            reports.add(report);
        }
    });
    private CapturedLog log;
    private ConnectionPool pool;
    private LeakTracker leaks;
    private SelfCheck check;

    @BeforeEach
    void open() throws SQLException {
        log = new CapturedLog();
        SqliteConfig config = SqliteConfig.builder(directory.resolve("app.db"))
                .poolName("app")
                .build();
        pool = ConnectionPool.open(config, Ticker.system(), listeners);
        leaks = new LeakTracker(
                "app", Optional.empty(), Optional.empty(), null, Ticker.system(), listeners, Watch.manual());
        check = new SelfCheck("app", pool, leaks, listeners, () -> "the picture");
    }

    @AfterEach
    void close() {
        leaks.close();
        pool.close(soon());
        log.close();
    }

    private static Deadline soon() {
        return Deadline.after(Ticker.system(), Duration.ofSeconds(60));
    }

    private Hold enterGate(long session) throws SQLException {
        return pool.gate()
                .enter(new Entrant(session, "app", Thread.currentThread(), null, null, listeners, null), soon());
    }

    @Test
    void whatLastsIsReportedOnceAndForgottenWhenItIsOver() throws Exception {
        Hold hold = enterGate(-7);
        check.look();
        assertEquals(List.of(), check.violations());
        check.look();
        check.look();
        assertEquals(List.of(IN_GATE), check.violations());
        assertEquals(List.of(new SelfCheckReport("app", List.of(IN_GATE))), reports);
        assertTrue(log.text().contains(IN_GATE) && log.text().contains("the picture"), log.text());
        hold.exit();
        check.look();
        assertEquals(List.of(), check.violations());
        assertEquals(1, reports.size());
    }

    @Test
    void anotherOneAtEachLookIsNone() throws Exception {
        for (int look = 0; look < 3; look++) {
            Hold hold = enterGate(-7);
            Loan loan = pool.acquireReader(-7, soon());
            check.look();
            pool.release(loan);
            hold.exit();
        }
        assertEquals(List.of(), check.violations());
    }

    @Test
    void connectionOfAClosedSessionIsFound() throws Exception {
        Loan loan = pool.acquireReader(-7, soon());
        check.look();
        check.look();
        assertEquals(List.of(BOUND), check.violations());
        pool.release(loan);
    }

    @Test
    void whatTheLibraryUsesForItselfIsInOrder() throws Exception {
        Hold hold = enterGate(0);
        Loan loan = pool.acquireOwn(soon());
        check.look();
        check.look();
        assertEquals(List.of(), check.violations());
        pool.release(loan);
        hold.exit();
    }

    @Test
    void gateHeldByAnotherDataSourceIsNotOurs() throws Exception {
        Hold hold = pool.gate()
                .enter(new Entrant(-7, "app", Thread.currentThread(), null, null, Listeners.of(), null), soon());
        check.look();
        check.look();
        assertEquals(List.of(), check.violations());
        hold.exit();
    }
}
