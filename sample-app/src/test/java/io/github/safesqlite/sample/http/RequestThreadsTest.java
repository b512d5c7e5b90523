// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestThreadsTest {
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Runs until the test lets it go on. */
    private void blocked() {
        try {
            goOn.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void requestsRunInTheOrderOfTheirArrival() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(100);
        try (RequestThreads threads = new RequestThreads(1, 1)) {
            threads.execute(this::blocked);
            IntStream.range(0, 100)
                    .forEach(number -> threads.execute(() -> {
                        order.add(number);
                        done.countDown();
                    }));
            goOn.countDown();

            assertTrue(done.await(60, TimeUnit.SECONDS));
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), order);
    }

    @Test
    void aRequestBehindOthersThatAreHeldUpGetsAThreadWithoutAFurtherArrival() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        try (RequestThreads threads = new RequestThreads(2, 20)) {
            IntStream.range(0, 10).forEach(number -> threads.execute(this::blocked));
            threads.execute(ran::countDown);

            assertTrue(ran.await(60, TimeUnit.SECONDS));
            goOn.countDown();
        }
    }

    @Test
    void thereAreNeverMoreThreadsThanTheMost() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        Queue<Integer> numbersInside = new ConcurrentLinkedQueue<>();
        CountDownLatch started = new CountDownLatch(3);
        CountDownLatch done = new CountDownLatch(10);
        try (RequestThreads threads = new RequestThreads(1, 3)) {
            IntStream.range(0, 10)
                    .forEach(number -> threads.execute(() -> {
                        numbersInside.add(inside.incrementAndGet());
                        started.countDown();
                        blocked();
                        inside.decrementAndGet();
                        done.countDown();
                    }));
            assertTrue(started.await(60, TimeUnit.SECONDS));
            // In this time, others would get a thread for each request.
            await().during(Duration.ofMillis(100)).until(() -> threads.size() == 3);
            assertEquals(10, threads.load());
            goOn.countDown();

            assertTrue(done.await(60, TimeUnit.SECONDS));
            assertEquals(3, Collections.max(numbersInside));
        }
    }

    @Test
    void furtherThreadsEndWhenRequestsAreHeldUpNoLonger() {
        try (RequestThreads threads = new RequestThreads(2, 20)) {
            IntStream.range(0, 10).forEach(number -> threads.execute(this::blocked));
            await().until(() -> threads.size() >= 10);
            goOn.countDown();

            await().until(() -> threads.size() == 2);
            await().until(() -> threads.load() == 0);
        }
    }

    @Test
    void aRequestThatFailsCostsNoThread() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        try (RequestThreads threads = new RequestThreads(1, 1)) {
            threads.execute(() -> {
                throw new IllegalStateException("made by the test");
            });
            threads.execute(ran::countDown);

            assertTrue(ran.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void allThreadsEndWhenItIsClosed() {
        RequestThreads threads = new RequestThreads(2, 20);
        IntStream.range(0, 10).forEach(number -> threads.execute(this::blocked));
        threads.close();
        goOn.countDown();

        await().until(() -> threads.size() == 0);
    }
}
