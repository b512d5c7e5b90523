// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.LeakStacks;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeakTrackerTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(60);

    // Near the overflow of a long, where real tickers may be too.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final RecordingListener events = new RecordingListener();
    private final Watch watch = Watch.manual();
    private final Object handle = new Object();
    private final FakeSession session = new FakeSession(7);
    private CapturedLog log;
    private LeakTracker tracker;

    @BeforeEach
    void startTracker() {
        log = new CapturedLog();
        tracker = new LeakTracker(
                "app", Optional.of(THRESHOLD), Optional.empty(), null, now::get, Listeners.of(events), watch);
    }

    @AfterEach
    void closeTracker() {
        tracker.close();
        log.close();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        watch.tick();
    }

    @Test
    void idleConnectionIsReportedAsLeakWithThreadAndPlaceOfOpening() {
        Checkout checkout = tracker.checkout(handle, session);
        pass(THRESHOLD);

        LeakReport report = events.detected.get(0);
        assertEquals(LeakReport.Kind.HELD_IDLE, report.kind());
        assertEquals(7, report.sessionId());
        assertEquals("app", report.poolName());
        assertEquals(Thread.currentThread().getName(), report.threadName());
        assertEquals(THRESHOLD, report.held());
        assertNull(report.executingSql());
        assertSame(checkout.acquiredAt(), report.acquiredAt());
        assertTrue(
                log.text().contains("app: connection #7 not closed for 60000 ms (leakDetectionThreshold)"), log.text());
        assertTrue(log.text().contains("leaked"), log.text());
        assertTrue(log.text().contains("connection #7 was opened by thread"), log.text());
        assertTrue(log.text().contains("LeakTrackerTest.idleConnectionIsReportedAsLeak"), log.text());
    }

    @Test
    void nothingIsReportedBeforeTheThreshold() {
        tracker.checkout(handle, session);
        pass(THRESHOLD.minusNanos(1));
        assertEquals(List.of(), events.detected);
        assertEquals(List.of(), log.own());
    }

    @Test
    void eachLeakIsReportedOnce() {
        tracker.checkout(handle, session);
        pass(THRESHOLD);
        pass(THRESHOLD);
        pass(THRESHOLD);
        assertEquals(1, events.detected.size());
    }

    @Test
    void runningQueryIsReportedAsInUseWithoutItsValues() {
        tracker.checkout(handle, session);
        session.executing = "SELECT * FROM card WHERE number = '4711-0815'";
        pass(THRESHOLD);
        pass(THRESHOLD);

        assertEquals(1, events.detected.size());
        LeakReport report = events.detected.get(0);
        assertEquals(LeakReport.Kind.EXECUTING, report.kind());
        assertEquals("SELECT * FROM card WHERE number = ?", report.executingSql());
        assertTrue(log.text().contains("in use: executing SELECT * FROM card WHERE number = ?"), log.text());
        assertFalse(log.text().contains("4711"), log.text());
        assertFalse(log.text().contains("leaked"), log.text());
    }

    @Test
    void connectionIsNotCalledALeakRightAfterASlowQueryButAfterAWholeThresholdOfIdleness() {
        tracker.checkout(handle, session);
        session.executing = "SELECT 1";
        pass(THRESHOLD);
        session.executing = null;
        pass(THRESHOLD.minusNanos(1));
        assertEquals(1, events.detected.size());

        pass(Duration.ofNanos(1));
        assertEquals(2, events.detected.size());
        assertEquals(LeakReport.Kind.HELD_IDLE, events.detected.get(1).kind());
    }

    @Test
    void leakOfAThreadThatEndedSaysSo() throws InterruptedException {
        Thread owner = new Thread(() -> tracker.checkout(handle, session), "short-lived");
        owner.start();
        owner.join();
        pass(THRESHOLD);

        assertEquals(LeakReport.Kind.OWNER_DEAD, events.detected.get(0).kind());
        assertEquals("short-lived", events.detected.get(0).threadName());
        assertTrue(log.text().contains("by thread \"short-lived\" (TERMINATED)"), log.text());
    }

    @Test
    void reportShowsWhereTheOwningThreadIsNow() throws InterruptedException {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread owner = new Thread(() -> openAndLinger(opened, end), "lingering");
        owner.start();
        assertTrue(opened.await(60, TimeUnit.SECONDS));
        pass(THRESHOLD);
        end.countDown();
        owner.join();

        String beforeOpeningStack = log.text().substring(0, log.text().indexOf("was opened by"));
        assertTrue(beforeOpeningStack.contains("LeakTrackerTest.openAndLinger"), log.text());
    }

    private void openAndLinger(CountDownLatch opened, CountDownLatch end) {
        tracker.checkout(handle, session);
        opened.countDown();
        try {
            end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void returnedConnectionIsNotReported() {
        Checkout checkout = tracker.checkout(handle, session);
        checkout.returned();
        pass(THRESHOLD);
        assertFalse(checkout.refersTo(handle), "the garbage collector has nothing to do any more");
        assertEquals(List.of(), events.detected);
        assertEquals(List.of(), events.returned);
        assertEquals(List.of(), tracker.open());
    }

    @Test
    void lateReturnIsToldOnce() {
        Checkout checkout = tracker.checkout(handle, session);
        pass(THRESHOLD);
        checkout.returned();
        checkout.returned();
        assertEquals(List.of(7L), events.returned);
        assertTrue(log.text().contains("connection #7, reported earlier, was closed after all, 60000 ms"), log.text());
    }

    @Test
    void returnDuringTheReportIsToldAfterIt() {
        Checkout[] checkout = new Checkout[1];
        List<String> heard = new ArrayList<>();
        InlineListener returns = new InlineListener() {
            @Override
            public void leakDetected(LeakReport report) {
                if (report.kind() == LeakReport.Kind.HELD_IDLE) {
                    checkout[0].returned();
                }
                heard.add(report.kind().name());
            }

            @Override
            public void leakReturned(long sessionId) {
                heard.add("returned");
            }
        };
        Watch own = Watch.manual();
        try (LeakTracker telling = new LeakTracker(
                "app", Optional.of(THRESHOLD), Optional.empty(), null, now::get, Listeners.of(returns), own)) {
            checkout[0] = telling.checkout(handle, session);
            session.executing = "SELECT 1";
            now.addAndGet(THRESHOLD.toNanos());
            own.tick();
            session.executing = null;
            now.addAndGet(THRESHOLD.toNanos());
            own.tick();
        }
        assertEquals(List.of("EXECUTING", "HELD_IDLE", "returned"), heard);
    }

    @Test
    void returnDuringTheReportOfAnotherConnectionIsSeen() {
        // The second one is returned between the moment the open ones were listed and its own turn.
        Checkout[] second = new Checkout[1];
        tracker.checkout(handle, new FakeSession(1));
        now.incrementAndGet();
        LeakSubject returnsWhenAsked = new LeakSubject() {
            @Override
            public long sessionId() {
                return 2;
            }

            @Override
            public String executingSql() {
                second[0].returned();
                return null;
            }

            @Override
            public void reclaim() {}
        };
        second[0] = tracker.checkout(handle, returnsWhenAsked);
        pass(THRESHOLD);
        assertEquals(
                List.of(1L), events.detected.stream().map(LeakReport::sessionId).toList());
    }

    @Test
    void openConnectionsAreListedOldestFirst() throws InterruptedException {
        AtomicReference<Checkout> third = new AtomicReference<>();
        Checkout first = tracker.checkout(handle, new FakeSession(1));
        now.addAndGet(5000);
        Checkout second = tracker.checkout(handle, new FakeSession(2));
        now.addAndGet(5000);
        Thread other = new Thread(() -> third.set(tracker.checkout(handle, new FakeSession(3))));
        other.start();
        other.join();

        assertEquals(List.of(first, second, third.get()), tracker.open());
        second.returned();
        assertEquals(List.of(first, third.get()), tracker.open());
        assertEquals(Duration.ofNanos(10_000), first.held());
        assertSame(other, third.get().thread());
    }

    @Test
    void withoutThresholdNoStackIsKeptAndTheCheckoutSaysWhy() {
        Watch quiet = Watch.manual();
        try (LeakTracker plain = new LeakTracker(
                "app", Optional.empty(), Optional.empty(), null, now::get, Listeners.of(events), quiet)) {
            Checkout checkout = plain.checkout(handle, session);
            assertArrayEquals(new StackTraceElement[0], checkout.acquiredAt().getStackTrace());
            assertTrue(checkout.acquiredAt().getMessage().contains("leakDetectionThreshold is off"));
            now.addAndGet(THRESHOLD.toNanos() * 100);
            quiet.tick();
            assertEquals(List.of(), events.detected);
        }
    }

    @Test
    void stacksCanBeKeptWithoutThreshold() {
        LeakOptions options = new LeakOptions(Optional.empty(), Optional.empty(), Optional.empty(), LeakStacks.ALWAYS);
        try (LeakTracker keeping =
                new LeakTracker("app", options, null, now::get, Listeners.of(events), Watch.manual())) {
            StackTraceElement[] stack =
                    keeping.checkout(handle, session).acquiredAt().getStackTrace();
            assertTrue(List.of(stack).toString().contains("stacksCanBeKeptWithoutThreshold"));
        }
    }

    @Test
    void leakOfAConnectionWithoutItsStackSaysSoAndTheNextOneHasIts() {
        LeakOptions options =
                new LeakOptions(Optional.of(THRESHOLD), Optional.empty(), Optional.empty(), LeakStacks.BUDGET);
        // Each stack seems to take a while.
        Ticker slow = () -> now.addAndGet(50_000);
        Watch manual = Watch.manual();
        try (LeakTracker busy = new LeakTracker("app", options, null, slow, Listeners.of(events), manual)) {
            List<Checkout> checkouts = new ArrayList<>();
            while (checkouts.isEmpty()
                    || checkouts.get(checkouts.size() - 1).acquiredAt().getStackTrace().length > 0) {
                checkouts.forEach(Checkout::returned);
                checkouts.add(busy.checkout(handle, session));
            }
            now.addAndGet(THRESHOLD.toNanos());
            manual.tick();
            assertNull(events.detected.get(0).acquiredAt());
            assertTrue(log.text().contains("The stack that opened it: it was not recorded"), log.text());
            assertTrue(log.text().contains("leakStacks=budget"), log.text());
            assertTrue(busy.checkout(handle, session).acquiredAt().getStackTrace().length > 0);
        }
    }

    @Test
    void closedTrackerReportsNothingAndStillTakesReturns() {
        Checkout checkout = tracker.checkout(handle, session);
        pass(THRESHOLD);
        tracker.close();
        pass(THRESHOLD);
        checkout.returned();
        assertEquals(1, events.detected.size());
        assertEquals(List.of(), events.returned);
        assertEquals(List.of(), tracker.open());
    }

    @Test
    void failureInOneTrackerDoesNotStopTheOthers() {
        Watch shared = Watch.manual();
        try (LeakTracker broken = new LeakTracker(
                        "broken", Optional.of(THRESHOLD), Optional.empty(), null, now::get, Listeners.of(), shared);
                LeakTracker healthy = new LeakTracker(
                        "healthy",
                        Optional.of(THRESHOLD),
                        Optional.empty(),
                        null,
                        now::get,
                        Listeners.of(events),
                        shared)) {
            broken.checkout(handle, new LeakSubject() {
                @Override
                public long sessionId() {
                    return 1;
                }

                @Override
                public String executingSql() {
                    throw new IllegalStateException("from the test");
                }

                @Override
                public void reclaim() {}
            });
            assertNotNull(healthy.checkout(handle, session));
            now.addAndGet(THRESHOLD.toNanos());
            shared.tick();
        }
        assertEquals(1, events.detected.size());
        assertTrue(log.text().contains("broken: leak detection failed"), log.text());
    }
}
