// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** The one thread of all trackers. */
class WatchTest {
    private final AtomicLong now = new AtomicLong();
    private final RecordingListener events = new RecordingListener();
    private final FakeSession session = new FakeSession(7);

    private LeakTracker tracker(Duration threshold) {
        return new LeakTracker(
                "app", Optional.of(threshold), Optional.empty(), null, now::get, Listeners.of(events), Watch.shared());
    }

    private static List<Thread> watchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("safesqlite-watch"))
                .toList();
    }

    @Test
    void oneDaemonThreadServesAllTrackersAndEndsWithTheLast() {
        // The one of a test before this may be about to end.
        Waiting.until(() -> watchThreads().isEmpty());
        LeakTracker first = tracker(Duration.ofMinutes(1));
        LeakTracker second = tracker(Duration.ofMinutes(1));
        assertEquals(1, watchThreads().size());
        assertTrue(watchThreads().get(0).isDaemon());
        first.close();
        assertEquals(1, watchThreads().size());
        second.close();
        Waiting.until(() -> watchThreads().isEmpty());
    }

    @Test
    void reportsComeWithoutATick() {
        // On a busy machine it may need more than one attempt.
        boolean inTime = isReportedInTime() || isReportedInTime() || isReportedInTime();
        assertTrue(inTime, "the quick tracker has shortened the wait that was under way");
    }

    private boolean isReportedInTime() {
        try (LeakTracker slow = tracker(Duration.ofHours(1));
                LeakTracker tracker = tracker(Duration.ofMillis(1))) {
            assertEquals(List.of(), slow.open());
            Checkout checkout = tracker.checkout(this, session);
            now.addAndGet(1_000_000);
            try {
                // Well before the slow tracker's interval.
                await().atMost(Duration.ofSeconds(3)).until(() -> !events.detected.isEmpty());
                return true;
            } catch (ConditionTimeoutException late) {
                return false;
            } finally {
                checkout.returned();
            }
        }
    }

    @Test
    void forgottenConnectionIsTakenBackWithoutATick() {
        try (LeakTracker tracker = tracker(Duration.ofHours(1))) {
            tracker.checkout(new Object(), session);
            Waiting.until(() -> {
                System.gc();
                return session.reclaims.get() == 1 && tracker.open().isEmpty();
            });
        }
    }

    @Test
    void interruptOfTheWatchDoesNotStopIt() {
        try (LeakTracker tracker = tracker(Duration.ofMillis(1))) {
            watchThreads().forEach(Thread::interrupt);
            Checkout checkout = tracker.checkout(this, session);
            now.addAndGet(1_000_000);
            Waiting.until(() -> !events.detected.isEmpty());
            checkout.returned();
        }
    }
}
