// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A side job that runs in a thread of its own until it is stopped. */
final class SideWork {
    /** A job that fails at once is not tried many thousand times per second. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final SideJob job;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private long failures;
    private String firstFailure = "";

    SideWork(SideJob job) {
        this.job = job;
        this.thread = new Thread(this::run, job.toString());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long pauseNanos;
            do {
                long begin = System.nanoTime();
                Duration pause = runOnce();
                pauseNanos = Math.max(pause.toNanos(), begin + job.interval().toNanos() - System.nanoTime());
            } while (!stop.await(pauseNanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how long to wait before the next at least. */
    private Duration runOnce() throws InterruptedException {
        try {
            job.runOnce();
            return Duration.ZERO;
        } catch (RequestFailedException failure) {
            if (failures == 0) {
                firstFailure = failure.getMessage();
            }
            failures++;
            return failure.pause().compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : failure.pause();
        }
    }

    /** Begins no further job. */
    void end() {
        stop.countDown();
    }

    /** Lets the job that runs come to its end, and returns whether it did within the time. */
    boolean stop(Duration longest) throws InterruptedException {
        end();
        thread.join(longest.toMillis());
        return !thread.isAlive();
    }

    /** How many were done, in words. To be asked after the stop. */
    String completed() {
        return job.completed();
    }

    /** What went wrong, in a sentence. To be asked after the stop. */
    Optional<String> problem() {
        return failures == 0
                ? Optional.empty()
                : Optional.of(job.completed() + ", failed: " + failures + ". The first: " + firstFailure + ".");
    }

    @Override
    public String toString() {
        return job.toString();
    }
}
