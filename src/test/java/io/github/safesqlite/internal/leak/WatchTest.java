// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.testing.Waiting;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    @BeforeEach
    @AfterEach
    void endThread() {
        Watch.shared().endThread();
        Waiting.until(() -> watchThreads().isEmpty());
    }

    @Test
    void oneDaemonThreadServesAllTrackers() {
        LeakTracker first = tracker(Duration.ofMinutes(1));
        LeakTracker second = tracker(Duration.ofMinutes(1));
        assertEquals(1, watchThreads().size());
        assertTrue(watchThreads().get(0).isDaemon());
        first.close();
        assertEquals(1, watchThreads().size());
        second.close();
    }

    /** Not in each round: between two trackers a slow machine may take longer than the thread rests. */
    @Test
    void nextTrackerFindsTheThreadOfTheLastOne() {
        Waiting.until(() -> {
            tracker(Duration.ofMinutes(1)).close();
            List<Thread> threads = watchThreads();
            try (LeakTracker next = tracker(Duration.ofMinutes(1))) {
                return next.open().isEmpty() && !threads.isEmpty() && threads.equals(watchThreads());
            }
        });
    }

    @Test
    void threadIsNotEndedWhileATrackerNeedsIt() {
        try (LeakTracker needed = tracker(Duration.ofMinutes(1))) {
            List<Thread> threads = watchThreads();
            Watch.shared().endThread();
            assertEquals(threads, watchThreads());
            assertEquals(List.of(), needed.open());
        }
    }

    @Test
    void threadEndsByItselfSomeTimeAfterTheLastTracker() {
        tracker(Duration.ofMinutes(1)).close();
        Waiting.until(() -> watchThreads().isEmpty());
    }

    /** Whose first reader is too slow to get what was added for it. */
    private static final class SlowQueue extends ReferenceQueue<Object> {
        final CountDownLatch firstReads = new CountDownLatch(1);
        final CountDownLatch otherHasRead = new CountDownLatch(1);

        @Override
        public Reference<?> remove(long millis) throws InterruptedException {
            boolean first = firstReads.getCount() > 0;
            firstReads.countDown();
            if (first) {
                otherHasRead.await();
            }
            Reference<?> read = super.remove(millis);
            otherHasRead.countDown();
            return read;
        }
    }

    @Test
    void threadThatIsEndedEndsAlthoughAnotherTrackerComes() throws Exception {
        var queue = new SlowQueue();
        var watch = new Watch(false, queue);
        try (LeakTracker tracker = new LeakTracker(
                "app", Optional.empty(), Optional.empty(), null, now::get, Listeners.of(events), Watch.manual())) {
            watch.add(tracker);
            assertTrue(queue.firstReads.await(60, TimeUnit.SECONDS));
            watch.remove(tracker);
            watch.endThread();
            watch.add(tracker);
            watchThreads().forEach(Waiting::untilParked);
            watch.remove(tracker);
        }
        watch.endThread();
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
