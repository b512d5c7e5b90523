// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of a test; what goes wrong in one of them goes wrong in the test. */
public final class Workers implements AutoCloseable {
    private static final long HANG_MILLIS = 120_000;

    private final List<Running> all = new ArrayList<>();

    private record Running(Thread thread, FutureTask<?> task) {
        Throwable failure() throws InterruptedException {
            thread.join(HANG_MILLIS);
            if (thread.isAlive()) {
                task.cancel(true);
                return new AssertionError(thread.getName() + " does not end");
            }
            try {
                task.get();
                return null;
            } catch (ExecutionException failed) {
                return failed.getCause();
            }
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** What one of several threads does. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it; {@code worker} counts from 0. */
        T by(int worker) throws Exception;
    }

    /** What one of several threads does without a result. */
    @FunctionalInterface
    public interface Task {
        /** Does it; {@code worker} counts from 0. */
        void by(int worker) throws Exception;
    }

    /** Starts a thread with that name. */
    public void start(String name, Action action) {
        start(name, new FutureTask<>(() -> {
            action.run();
            return true;
        }));
    }

    private <T> FutureTask<T> start(String name, FutureTask<T> task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        all.add(new Running(thread, task));
        thread.start();
        return task;
    }

    /** Waits for the end of all; throws what the first of them failed with, that of the others suppressed. */
    public void join() throws Exception {
        Throwable failure = null;
        for (Running worker : all) {
            Throwable one = worker.failure();
            if (failure == null) {
                failure = one;
            } else if (one != null && one != failure) {
                failure.addSuppressed(one);
            }
        }
        all.clear();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (Exception) failure;
        }
    }

    @Override
    public void close() throws Exception {
        join();
    }

    /** Runs the work on each of {@code count} threads, which start together, and gives the results in their order. */
    public static <T> List<T> together(int count, Work<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        Workers workers = new Workers();
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int worker = i;
            tasks.add(workers.start("worker-" + worker, new FutureTask<>(() -> {
                start.await(HANG_MILLIS, TimeUnit.MILLISECONDS);
                return work.by(worker);
            })));
        }
        workers.join();
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            results.add(task.get());
        }
        return results;
    }

    /** Runs the task on each of {@code count} threads, which start together. */
    public static void run(int count, Task task) throws Exception {
        together(count, worker -> {
            task.by(worker);
            return worker;
        });
    }

    /**
     * Runs the work again and again on each of {@code count} threads, which start together, until they have done it
     * {@code times} times in all, and each of them once; gives how often, by thread.
     */
    public static List<Long> untilDone(int count, int times, Work<?> work) throws Exception {
        AtomicInteger left = new AtomicInteger(times);
        return together(count, worker -> {
            long done = 0;
            do {
                left.getAndDecrement();
                work.by(worker);
                done++;
            } while (left.get() > 0);
            return done;
        });
    }

    /** Runs the action on another thread and waits for its end. */
    public static void elsewhere(Action action) throws Exception {
        run(1, worker -> action.run());
    }

    /** The sum of counts by thread. */
    public static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
