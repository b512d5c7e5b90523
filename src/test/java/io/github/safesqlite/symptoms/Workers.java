// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that start together; what one of them fails with reaches the test. */
final class Workers {
    private static final long HANG_SECONDS = 120;

    private Workers() {}

    /** Something that may fail. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** What one of the threads does. */
    @FunctionalInterface
    interface Work<T> {
        T by(int worker) throws Exception;
    }

    /** Runs the work on each of {@code count} threads and gives the results in their order. */
    static <T> List<T> together(int count, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                running.add(threads.submit(() -> {
                    start.await(HANG_SECONDS, TimeUnit.SECONDS);
                    return work.by(worker);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(result(one));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Runs the action at least once, and again and again on each thread until the time is over; gives how often, by thread. */
    static List<Long> repeatedly(int count, Duration time, Work<?> work) throws Exception {
        return together(count, worker -> {
            long end = System.nanoTime() + time.toNanos();
            long done = 0;
            do {
                work.by(worker);
                done++;
            } while (System.nanoTime() - end < 0);
            return done;
        });
    }

    /** Runs the action on another thread and waits for its end. */
    static void elsewhere(Action action) throws Exception {
        together(1, worker -> {
            action.run();
            return worker;
        });
    }

    static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}
