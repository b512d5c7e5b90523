// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.background.Daemon;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings outcomes to their futures, on an executor of the application or on a thread of the library, in the order of the
 * batches. Outcomes that are not delivered yet are bounded: the one that writes asks before it writes more. Safe for use by
 * multiple threads.
 */
public final class Deliveries {
    private static final Log log = Log.named("io.github.safesqlite.batch");
    private static final ThreadLocal<@Nullable Deliveries> DELIVERING = new ThreadLocal<>();

    private final String writer;
    private final int most;
    private final @Nullable Executor executor;
    private final Runnable roomAgain;
    private final Chore chore;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Deque<List<? extends Entry>> pending = new ArrayDeque<>();
    private int undelivered;
    private boolean full;
    private boolean closing;
    private boolean ended;

    /**
     * @param most how many outcomes may be undelivered before {@link #hasRoom} says no
     * @param roomAgain called when there is room after {@link #hasRoom} has said no
     */
    public Deliveries(String writer, int most, @Nullable Executor executor, Runnable roomAgain) {
        this.writer = writer;
        this.most = most;
        this.executor = executor;
        this.roomAgain = roomAgain;
        this.chore = Chore.completing("safesqlite-completion " + writer, this::deliverPending);
    }

    /** Whether the calling thread is delivering outcomes of this writer. */
    boolean isDeliveringHere() {
        return DELIVERING.get() == this;
    }

    /** Whether more may be written. */
    boolean hasRoom() {
        lock.lock();
        try {
            full = undelivered >= most;
            return !full;
        } finally {
            lock.unlock();
        }
    }

    /** Has these complete their futures. All are settled. */
    public void deliver(List<? extends Entry> settled) {
        lock.lock();
        try {
            undelivered += settled.size();
        } finally {
            lock.unlock();
        }
        if (executor == null) {
            deliverByLibrary(settled);
            return;
        }
        try {
            executor.execute(() -> complete(settled));
        } catch (RuntimeException refused) {
            log.atWarn()
                    .addKeyValue("writer", writer)
                    .addKeyValue("outcomes", settled.size())
                    .setCause(refused)
                    .log(
                            "{}: the executor of the batch writer refuses work, so the library completes {} futures on its own"
                                    + " thread. Close the writer before its executor.",
                            writer,
                            settled.size());
            deliverByLibrary(settled);
        }
    }

    /** The same for those who add outcomes faster than they are taken: then they complete them themselves. */
    void deliverOrComplete(List<? extends Entry> settled) {
        if (isBehind()) {
            lock.lock();
            try {
                undelivered += settled.size();
            } finally {
                lock.unlock();
            }
            complete(settled);
        } else {
            deliver(settled);
        }
    }

    private boolean isBehind() {
        lock.lock();
        try {
            return undelivered >= most;
        } finally {
            lock.unlock();
        }
    }

    private void deliverByLibrary(List<? extends Entry> settled) {
        boolean late;
        lock.lock();
        try {
            late = ended;
            if (!late) {
                pending.addLast(settled);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            Daemon.run("safesqlite-completion", () -> complete(settled));
        } else {
            chore.soon();
        }
    }

    private @Nullable Duration deliverPending() {
        for (List<? extends Entry> next = poll(); next != null; next = poll()) {
            complete(next);
        }
        return null;
    }

    private @Nullable List<? extends Entry> poll() {
        lock.lock();
        try {
            List<? extends Entry> next = pending.pollFirst();
            if (next == null && closing) {
                end();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void complete(List<? extends Entry> settled) {
        Deliveries outer = DELIVERING.get();
        DELIVERING.set(this);
        try {
            settled.forEach(Entry::complete);
        } finally {
            if (outer == null) {
                DELIVERING.remove();
            } else {
                DELIVERING.set(outer);
            }
            delivered(settled.size());
        }
    }

    private void delivered(int count) {
        boolean wake;
        lock.lock();
        try {
            undelivered -= count;
            wake = full && undelivered < most;
            full &= !wake;
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
        if (wake) {
            roomAgain.run();
        }
    }

    /** Waits until all is delivered, and keeps no thread after that. Callbacks that take longer are not waited for. */
    public void close(Deadline deadline) {
        lock.lock();
        try {
            closing = true;
            while (undelivered > 0 && !deadline.expired() && !isDeliveringHere()) {
                fewer.awaitNanos(deadline.remainingNanos());
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } finally {
            if (pending.isEmpty()) {
                end();
            }
            lock.unlock();
        }
    }

    /** Under the lock. A run that is under way comes to its end. */
    private void end() {
        ended = true;
        chore.end();
    }
}
