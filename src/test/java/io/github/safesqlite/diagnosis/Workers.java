// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads of a test; what goes wrong in one of them goes wrong in the test. */
final class Workers implements AutoCloseable {
    private static final long MOST_MILLIS = 60_000;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a worker does. */
    interface Work {
        void run() throws Exception;
    }

    Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable failure) {
                        failures.add(failure);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(MOST_MILLIS);
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " did not end");
            }
        }
        threads.clear();
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError("a worker failed", failure);
        }
    }

    @Override
    public void close() throws InterruptedException {
        join();
    }
}
