// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Waiting;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that nothing refers to any more, with a real garbage collector and manual ticks. */
class ForgottenConnectionTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final RecordingListener events = new RecordingListener();
    private final Watch watch = Watch.manual();
    private final FakeSession session = new FakeSession(7);
    private CapturedLog log;
    private LeakTracker tracker;

    @BeforeEach
    void startTracker() {
        log = new CapturedLog();
        LeakOptions options = new LeakOptions(Optional.of(THRESHOLD), Optional.empty());
        tracker = new LeakTracker("app", options, null, now::get, Listeners.of(events), watch);
    }

    @AfterEach
    void closeTracker() {
        tracker.close();
        log.close();
    }

    /** A method of its own, so that no local variable of a test keeps the handle. */
    private Checkout openAndForget(LeakTracker tracker) {
        return tracker.checkout(new Object(), session);
    }

    /** Collects garbage until a handle that was dropped later than those under test is gone. */
    private static void collectGarbage() {
        Reference<Object> witness = new WeakReference<>(new Object());
        Waiting.until(() -> {
            System.gc();
            return witness.refersTo(null);
        });
    }

    private void awaitTick(Callable<Boolean> condition) {
        Waiting.until(() -> {
            System.gc();
            watch.tick();
            return condition.call();
        });
    }

    @Test
    void forgottenConnectionIsTakenBackAndReportedWithItsPlaceOfOpening() {
        openAndForget(tracker);
        awaitTick(() -> !events.reclaimed.isEmpty());

        assertEquals(1, session.reclaims.get());
        assertEquals(List.of(), tracker.open());
        LeakReport report = events.reclaimed.get(0);
        assertEquals(LeakReport.Kind.UNREACHABLE, report.kind());
        assertEquals(List.of(report), events.detected);
        assertNotNull(report.acquiredAt());
        assertTrue(log.text().contains("app: LEAK: connection #7 was never closed"), log.text());
        assertTrue(log.text().contains("ForgottenConnectionTest.openAndForget"), log.text());
    }

    @Test
    void connectionThatIsStillReferredToIsLeftAlone() {
        Object handle = new Object();
        tracker.checkout(handle, session);
        collectGarbage();
        watch.tick();
        assertEquals(0, session.reclaims.get());
        assertEquals(1, tracker.open().size());
        Reference.reachabilityFence(handle);
    }

    @Test
    void returnedConnectionIsNotTakenBack() {
        openAndForget(tracker).returned();
        collectGarbage();
        watch.tick();
        assertEquals(0, session.reclaims.get());
        assertEquals(List.of(), log.own());
    }

    @Test
    void runningCallEndsBeforeItsSessionIsTakenBack() {
        session.executing = "UPDATE t SET a = 1";
        Checkout checkout = openAndForget(tracker);
        awaitTick(() -> checkout.refersTo(null));
        collectGarbage();
        watch.tick();
        watch.tick();
        assertEquals(0, session.reclaims.get());

        session.executing = null;
        awaitTick(() -> session.reclaims.get() == 1);
        assertEquals(1, events.reclaimed.size());
    }

    @Test
    void leakThatWasReportedBeforeIsCountedOnce() {
        Object handle = new Object();
        tracker.checkout(handle, session);
        now.addAndGet(THRESHOLD.toNanos());
        watch.tick();
        Reference.reachabilityFence(handle);
        handle = null;
        awaitTick(() -> !events.reclaimed.isEmpty());
        assertEquals(
                List.of(LeakReport.Kind.HELD_IDLE),
                events.detected.stream().map(LeakReport::kind).toList());
        assertEquals(List.of(), events.returned);
    }

    @Test
    void failureToTakeBackIsToldAndDoesNotStopTheWatch() {
        session.reclaimFailure = new IllegalStateException("disk on fire");
        openAndForget(tracker);
        awaitTick(() -> !events.detected.isEmpty());
        assertEquals(List.of(), events.reclaimed);
        assertTrue(log.text().contains("Taking it back failed"), log.text());
        assertTrue(log.text().contains("disk on fire"), log.text());
        assertFalse(log.text().contains("are free"), log.text());

        FakeSession next = new FakeSession(8);
        tracker.checkout(new Object(), next);
        awaitTick(() -> next.reclaims.get() == 1);
    }
}
