// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A busy moment starts threads; when it is over they end, although there is always something to do for one of them. */
class WorkersTest {
    private static final int SEVERAL = 4;

    private final List<Chore> chores = new ArrayList<>();

    @AfterEach
    void endChores() {
        chores.forEach(Chore::end);
        Chore.endThreads();
    }

    private Chore chore(Runnable work) {
        Chore chore = Chore.maintenance("workers-test", () -> {
            work.run();
            return null;
        });
        chores.add(chore);
        return chore;
    }

    @Test
    void choreAfterChoreIsDoneByTheSameThread() throws Exception {
        Set<Thread> several = ConcurrentHashMap.newKeySet();
        CountDownLatch allRun = new CountDownLatch(SEVERAL);
        for (int i = 0; i < SEVERAL; i++) {
            chore(() -> {
                        several.add(Thread.currentThread());
                        allRun.countDown();
                        awaitQuietly(allRun);
                    })
                    .soon();
        }
        awaitQuietly(allRun);
        assertEquals(SEVERAL, several.size());
        several.forEach(WorkersTest::untilAtRest);

        Set<Thread> busy = new HashSet<>();
        AtomicInteger runs = new AtomicInteger();
        Chore often = chore(() -> {
            busy.add(Thread.currentThread());
            runs.incrementAndGet();
        });
        for (int round = 1; round <= 3 * SEVERAL; round++) {
            int wanted = round;
            often.soon();
            Waiting.until(() -> runs.get() == wanted);
            several.forEach(WorkersTest::untilAtRest);
        }
        assertEquals(1, busy.size(), "threads that took turns");
        assertTrue(several.containsAll(busy));
    }

    /** Those that rest for long end. */
    private static void untilAtRest(Thread thread) {
        Waiting.until(() -> !thread.isAlive() || thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void whatIsPlannedForLaterIsBroughtForward() {
        CountDownLatch done = new CountDownLatch(1);
        Chore chore = chore(done::countDown);
        chore.within(Duration.ofDays(1));
        chore.within(Duration.ofMillis(1));
        Waiting.until(() -> done.getCount() == 0);
    }

    @Test
    void whatIsPlannedForEarlierIsNotPutOff() {
        CountDownLatch done = new CountDownLatch(1);
        Chore chore = chore(done::countDown);
        chore.within(Duration.ofMillis(100));
        chore.within(Duration.ofDays(1));
        Waiting.until(() -> done.getCount() == 0);
    }

    @Test
    void whatIsPlannedForLaterDoesNotKeepTheTimerFromWhatIsEarlier() {
        CountDownLatch done = new CountDownLatch(1);
        chore(() -> {}).within(Duration.ofDays(1));
        chore(done::countDown).within(Duration.ofMillis(300));
        Waiting.until(() -> done.getCount() == 0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
