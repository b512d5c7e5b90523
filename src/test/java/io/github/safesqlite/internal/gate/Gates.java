// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Waiting;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Short words for tests of the gate. */
final class Gates {
    private Gates() {}

    static Entrant entrant(long sessionId) {
        return new Entrant(sessionId, "app", Thread.currentThread(), "INSERT INTO t VALUES (" + sessionId + ")", null);
    }

    static Entrant entrant(long sessionId, GateJob job) {
        return new Entrant(sessionId, "app", Thread.currentThread(), null, job);
    }

    static Deadline seconds(long seconds) {
        return Deadline.after(Ticker.system(), Duration.ofSeconds(seconds), "writeTimeout");
    }

    static void untilWaiting(WriteGate gate, int waiters) {
        Waiting.until(() -> gate.waiting() == waiters);
    }

    /** A job that is told apart by its number. */
    record Job(int number) implements GateJob {}

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
                return task.get(2 * Waiting.LONG.toSeconds(), TimeUnit.SECONDS);
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
