// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One column of a schedule: a thread that does the steps that the test writes down, one after the other. Steps that wait are
 * started and end later. Each step is bounded, and its failure reaches the test.
 */
public final class Actor implements AutoCloseable {
    private static final long STEP_SECONDS = 120;
    private static final FutureTask<Void> LAST = new FutureTask<>(() -> null);

    private final LinkedBlockingQueue<FutureTask<?>> steps = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean inStep;

    /** Starts the thread of an actor. */
    public Actor(String name) {
        thread = new Thread(this::play, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A step without a result. */
    @FunctionalInterface
    public interface Step {
        /** Does it. */
        void run() throws Exception;
    }

    private void play() {
        try {
            for (FutureTask<?> step = steps.take(); step != LAST; step = steps.take()) {
                inStep = true;
                step.run();
                inStep = false;
                // An interrupt is meant for the step that it hit.
                Thread.interrupted();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread, to be interrupted or looked at. */
    public Thread thread() {
        return thread;
    }

    /** Waits until the step that was started last waits for another thread. Between steps the thread waits too, for the next one. */
    public void untilParked() {
        Waiting.until(() -> inStep && Waiting.isParked(thread));
    }

    /** Does a step to its end. */
    public void does(String name, Step step) throws Exception {
        gets(name, () -> {
            step.run();
            return true;
        });
    }

    /** Does a step to its end and gives its result. */
    public <T> T gets(String name, Callable<T> step) throws Exception {
        return starts(name, step).result();
    }

    /** Begins a step that is to end later. */
    public <T> Started<T> starts(String name, Callable<T> step) {
        FutureTask<T> task = new FutureTask<>(step);
        steps.add(task);
        return new Started<>(name, task);
    }

    @Override
    public void close() throws InterruptedException {
        steps.add(LAST);
        thread.join(TimeUnit.SECONDS.toMillis(STEP_SECONDS));
        if (thread.isAlive()) {
            throw stuck("the last step");
        }
    }

    private AssertionError stuck(String step) {
        AssertionError error = new AssertionError(thread.getName() + " does not come to the end of: " + step);
        error.setStackTrace(thread.getStackTrace());
        Thread.getAllStackTraces().forEach((other, stack) -> {
            if (Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith("io.github.safesqlite"))) {
                Throwable meanwhile = new Throwable("meanwhile in " + other.getName());
                meanwhile.setStackTrace(stack);
                error.addSuppressed(meanwhile);
            }
        });
        return error;
    }

    /** A step under way. */
    public final class Started<T> {
        private final String name;
        private final FutureTask<T> task;

        private Started(String name, FutureTask<T> task) {
            this.name = name;
            this.task = task;
        }

        /** Whether it has ended. */
        public boolean isDone() {
            return task.isDone();
        }

        /** Waits for its end and gives its result, or throws what it threw. */
        public T result() throws Exception {
            try {
                return task.get(STEP_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof Exception exception) {
                    throw exception;
                }
                throw (Error) failure.getCause();
            } catch (TimeoutException late) {
                throw stuck(name);
            }
        }
    }
}
