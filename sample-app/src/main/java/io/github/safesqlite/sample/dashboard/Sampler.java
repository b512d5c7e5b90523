// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a sample at each interval, keeps the points of the last ones, and wakes up those who wait for the next. */
public final class Sampler implements AutoCloseable {
    static final int LONGEST_HISTORY = 300;
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final SampleSource source;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dashboard-sampler");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Point> history = new ArrayDeque<>();
    private Sample newest;
    private long number;
    private boolean closed;

    /** A sample and its number; samples are numbered from 1. */
    public record Numbered(long number, Sample sample) {}

    /** The points so far, oldest first, and the number of the newest one. */
    public record History(long number, List<Point> points) {}

    /** Starts to take samples, once per interval. */
    public Sampler(SampleSource source, Duration interval) {
        this.source = source;
        timer.scheduleWithFixedDelay(this::takeOne, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The database in a few words. */
    public String database() {
        return source.database();
    }

    /** Returns the points of the last samples. */
    public History history() {
        lock.lock();
        try {
            return new History(number, List.copyOf(history));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a sample with a higher number, and returns the newest; empty once the sampler is closed. */
    public Optional<Numbered> after(long known) throws InterruptedException {
        lock.lock();
        try {
            while (number <= known && !closed) {
                changed.await();
            }
            return closed ? Optional.empty() : Optional.of(new Numbered(number, newest));
        } finally {
            lock.unlock();
        }
    }

    private void takeOne() {
        try {
            add(source.take());
        } catch (SQLException | RuntimeException failure) {
            LOG.warn("no sample for the dashboard", failure);
        }
    }

    private void add(Sample sample) {
        lock.lock();
        try {
            newest = sample;
            number++;
            history.addLast(sample.point());
            if (history.size() > LONGEST_HISTORY) {
                history.removeFirst();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops, and lets go of those who wait. */
    @Override
    public void close() {
        timer.shutdownNow();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
