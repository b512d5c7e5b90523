// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that start together; what goes wrong in one of them goes wrong in the test. */
public final class Workers {
    private Workers() {}

    /** What each thread does; {@code worker} counts from 0. */
    @FunctionalInterface
    public interface Task {
        /** Does it. */
        void by(int worker) throws Exception;
    }

    /** Runs the task on each of {@code count} threads and waits for their end. */
    public static void run(int count, Task task) throws Exception {
        var start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                running.add(threads.submit(() -> {
                    start.await();
                    task.by(worker);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                end(each);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void end(Future<?> running) throws Exception {
        try {
            running.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) failed.getCause();
        }
    }
}
