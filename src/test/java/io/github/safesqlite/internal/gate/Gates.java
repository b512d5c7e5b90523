// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.awaitility.Awaitility.await;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Short words for tests of the gate. */
final class Gates {
    /** Longer than any machine is busy with something else. */
    static final Duration LONG = Duration.ofSeconds(60);

    private Gates() {}

    static Entrant entrant(long sessionId) {
        return new Entrant(sessionId, "app", Thread.currentThread(), "INSERT INTO t VALUES (" + sessionId + ")", null);
    }

    static Entrant entrant(long sessionId, GateJob job) {
        return new Entrant(sessionId, "app", Thread.currentThread(), null, job);
    }

    static Deadline seconds(long seconds) {
        return Deadline.after(Ticker.system(), Duration.ofSeconds(seconds)).named("writeTimeout");
    }

    static void untilWaiting(WriteGate gate, int waiters) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> gate.waiting() == waiters);
    }

    static void untilParked(Thread thread) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    /** A job that is told apart by its number. */
    record Job(int number) implements GateJob {}

    /** Time that passes only when told to, and that can let something happen just as it is read. */
    static final class FakeTicker implements Ticker {
        final AtomicLong now = new AtomicLong(1_000_000);
        private volatile Runnable whenRead = () -> {};

        @Override
        public long nanos() {
            Runnable happening = whenRead;
            whenRead = () -> {};
            happening.run();
            return now.get();
        }

        void advance(Duration time) {
            now.addAndGet(time.toNanos());
        }

        /** Runs {@code happening} once, in the thread that reads the time next, before it gets to know the time. */
        void whenReadNext(Runnable happening) {
            whenRead = happening;
        }
    }

    /** A call in a thread of its own, whose failures reach the test. */
    static final class Started<T> {
        final Thread thread;
        private final FutureTask<T> task;

        Started(Callable<T> call) {
            task = new FutureTask<>(call);
            thread = new Thread(task, "worker");
            thread.setDaemon(true);
            thread.start();
        }

        T result() throws Exception {
            try {
                return task.get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof Exception) {
                    throw (Exception) failure.getCause();
                }
                throw new AssertionError(failure.getCause());
            } catch (TimeoutException stuck) {
                AssertionError error = new AssertionError("Still waiting: " + thread);
                error.setStackTrace(thread.getStackTrace());
                throw error;
            }
        }

        boolean isDone() {
            return task.isDone();
        }
    }
}
