// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.testing.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShortLockTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 50_000;

    private final ShortLock lock = new ShortLock();
    private int counter;

    private void count() {
        lock.lock();
        try {
            counter++;
        } finally {
            lock.unlock();
        }
    }

    @Test
    void admitsOneThreadAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        count();
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(THREADS * ROUNDS, counter);
    }

    @Test
    void whoFindsItTakenForLongParks() throws Exception {
        Thread waiting = new Thread(this::count);
        lock.lock();
        try {
            waiting.start();
            Waiting.until(() -> waiting.getState() == Thread.State.WAITING);
            assertEquals(0, counter);
        } finally {
            lock.unlock();
        }
        waiting.join(60_000);
        assertEquals(1, counter);
    }
}
