// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.LeakStacks;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.FixedPatience;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowWriteCheckTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong();
    private final RecordingListener events = new RecordingListener();
    private final Watch watch = Watch.manual();
    private final WriteGate gate = new WriteGate(now::get);
    private CapturedLog log;
    private LeakTracker tracker;

    @BeforeEach
    void startTracker() {
        log = new CapturedLog();
        LeakOptions options =
                new LeakOptions(Optional.empty(), Optional.of(THRESHOLD), Optional.empty(), LeakStacks.ALWAYS);
        tracker = new LeakTracker("app", options, gate, now::get, Listeners.of(events), watch);
    }

    @AfterEach
    void closeTracker() {
        tracker.close();
        log.close();
    }

    private Hold enter(String poolName, String sql) throws SQLException {
        return gate.enter(new Entrant(3, poolName, Thread.currentThread(), sql, null), Deadline.never());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        watch.tick();
    }

    @Test
    void slowHolderIsReportedOncePerHoldWithSqlAndWhereItIsNow() throws SQLException {
        Hold hold = enter("app", "INSERT INTO orders VALUES ('secret')");
        pass(THRESHOLD);
        pass(THRESHOLD);

        assertEquals(1, events.slow.size());
        HolderInfo holder = events.slow.get(0);
        assertEquals(3, holder.sessionId());
        assertEquals(THRESHOLD, holder.held());
        assertTrue(log.text().contains("app: write gate held for 1000 ms by connection #3"), log.text());
        assertTrue(log.text().contains("(INSERT INTO orders VALUES (?))"), log.text());
        assertTrue(log.text().contains("slowWriteThreshold=1000 ms"), log.text());
        assertTrue(log.text().contains("SlowWriteCheckTest.pass"), log.text());
        assertFalse(log.text().contains("secret"), log.text());

        hold.exit();
        pass(THRESHOLD);
        enter("app", "UPDATE t SET a = 1").exit();
        Hold again = enter("app", "UPDATE t SET a = 1");
        pass(THRESHOLD);
        assertEquals(2, events.slow.size());
        again.exit();
    }

    @Test
    void quickHolderIsNotReported() throws SQLException {
        Hold hold = enter("app", "INSERT INTO t VALUES (1)");
        pass(THRESHOLD.minusNanos(1));
        hold.exit();
        pass(THRESHOLD);
        assertEquals(List.of(), events.slow);
        assertEquals(List.of(), log.own());
    }

    @Test
    void holderThatMayGiveWayIsNotReported() throws SQLException {
        Hold hold = enter("app", "SELECT * FROM t");
        hold.mayGiveWay(new FixedPatience(Duration.ofMillis(5)));
        pass(THRESHOLD);
        assertEquals(List.of(), events.slow);
        assertEquals(List.of(), log.own());
        assertTrue(hold.keep());
        pass(Duration.ofMillis(1));
        assertEquals(1, events.slow.size(), "from now on others have to wait");
        hold.exit();
    }

    @Test
    void holderFromAnotherPoolOnTheFileIsLeftToThatPool() throws SQLException {
        Hold hold = enter("other", "INSERT INTO t VALUES (1)");
        pass(THRESHOLD);
        assertEquals(List.of(), events.slow);
        hold.exit();
    }

    @Test
    void reportCarriesTheStackAtWhichTheSessionWasOpened() throws SQLException {
        Checkout checkout = tracker.checkout(new Object(), new FakeSession(3));
        Hold hold = enter("app", null);
        pass(THRESHOLD);
        assertEquals(
                List.of(checkout.acquiredAt().getStackTrace()),
                events.slow.get(0).stackAtEntry());
        assertTrue(log.text().contains("connection #3 was opened by thread"), log.text());
        checkout.returned();
        hold.exit();
    }

    @Test
    void holderThatLeavesWhileItIsLookedAtIsNotReported() throws SQLException {
        Hold[] hold = new Hold[1];
        Thread leaving = new Thread("leaving") {
            @Override
            public StackTraceElement[] getStackTrace() {
                hold[0].exit();
                return super.getStackTrace();
            }
        };
        hold[0] = gate.enter(new Entrant(3, "app", leaving, "INSERT INTO t VALUES (1)", null), Deadline.never());
        pass(THRESHOLD);
        assertEquals(List.of(), events.slow);
        assertEquals(List.of(), log.own());
    }

    @Test
    void endThatComesWhileTheHolderIsReportedIsToldAfterTheReport() throws SQLException {
        Hold[] hold = new Hold[1];
        List<String> heard = new ArrayList<>();
        InlineListener leaving = new InlineListener() {
            @Override
            public void gateSlow(HolderInfo holder) {
                hold[0].exit();
                heard.add("slow");
            }

            @Override
            public void gateSlowEnded(HolderInfo holder, long inflictedNanos) {
                heard.add("over");
            }
        };
        Watch own = Watch.manual();
        LeakOptions options =
                new LeakOptions(Optional.empty(), Optional.of(THRESHOLD), Optional.empty(), LeakStacks.ALWAYS);
        try (LeakTracker telling = new LeakTracker("app", options, gate, now::get, Listeners.of(leaving), own)) {
            assertNotNull(telling);
            hold[0] = enter("app", "INSERT INTO t VALUES (1)");
            now.addAndGet(THRESHOLD.toNanos());
            own.tick();
        }
        assertEquals(List.of("slow", "over"), heard);
        assertTrue(log.text().contains("slow write over"), log.text());
    }
}
