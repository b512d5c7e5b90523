// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes that wait, bounded in number and bytes, and when the next batch of them is due. One thread at a time takes batches
 * out of it and tells when each has been written. Safe for use by multiple threads.
 */
final class WriteQueue {
    private final int capacity;
    private final long maxBytes;
    private final int batchSize;
    private final long lingerNanos;
    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final WaitingWrites waiting = new WaitingWrites();
    private Taker taker = Taker.RESTING;
    private boolean closed;
    private int underway;
    private long bytesUnderway;
    private long blocked;

    /** What the one that takes batches is doing, so that it is woken no more often than it must be. */
    private enum Taker {
        /** Nothing: it must be woken by the first entry. */
        RESTING,
        /** It will look when the oldest write has lingered; it must be woken by what makes a batch due before. */
        LINGERING,
        /** It is about to look, or at work: it looks again by itself. */
        AWAKE
    }

    /** How an attempt to add something ended. */
    enum Admission {
        /** It is in the queue, and the taker will see it. */
        ADDED,
        /** It is in the queue, and the taker must be woken. */
        ADDED_WAKE,
        /** There is no room. */
        FULL,
        CLOSED,
        /** The wait for room was interrupted. */
        INTERRUPTED
    }

    WriteQueue(BatchWriterOptions options, Ticker ticker) {
        this.capacity = options.capacity();
        this.maxBytes = options.maxBytes();
        this.batchSize = options.batchSize();
        this.lingerNanos = Deadline.after(ticker, options.linger()).limit().toNanos();
        this.ticker = ticker;
    }

    /** Adds a write if there is room. */
    Admission offer(Write<?> write) {
        lock.lock();
        try {
            return closed ? Admission.CLOSED : hasRoomFor(write) ? added(write) : Admission.FULL;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a write whether there is room or not. Its submitter has a bound of its own. */
    Admission add(Write<?> write) {
        lock.lock();
        try {
            return closed ? Admission.CLOSED : added(write);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a write, after a wait for room if there is none. */
    Admission put(Write<?> write, Deadline deadline) {
        lock.lock();
        try {
            blocked++;
            while (!closed && !hasRoomFor(write)) {
                if (deadline.expired()) {
                    return Admission.FULL;
                }
                room.awaitNanos(deadline.remainingNanos());
            }
            return closed ? Admission.CLOSED : added(write);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return Admission.INTERRUPTED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a write in place of the oldest ones, if it fits beside what is being written.
     *
     * @param dropped gets those that were taken out for it
     */
    Admission replaceOldest(Write<?> write, List<Write<?>> dropped) {
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (write.bytes() > maxBytes - bytesUnderway) {
                return Admission.FULL;
            }
            while (!hasRoomFor(write)) {
                dropped.add(waiting.removeOldest());
            }
            return added(write);
        } finally {
            lock.unlock();
        }
    }

    /** Adds the mark of a flush, for which there is always room. */
    Admission mark(FlushMark mark) {
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            waiting.add(mark);
            return wake();
        } finally {
            lock.unlock();
        }
    }

    // The following under the lock.

    private boolean hasRoomFor(Write<?> write) {
        return waiting.writes() < capacity && waiting.bytes() + bytesUnderway + write.bytes() <= maxBytes;
    }

    private Admission added(Write<?> write) {
        write.submitted(ticker.nanos());
        waiting.add(write);
        return taker == Taker.RESTING || isDue() ? wake() : Admission.ADDED;
    }

    private Admission wake() {
        if (taker == Taker.AWAKE) {
            return Admission.ADDED;
        }
        taker = Taker.AWAKE;
        return Admission.ADDED_WAKE;
    }

    /** Whether there is no sense in waiting for more. */
    private boolean isDue() {
        return waiting.writes() >= batchSize || waiting.hasMarks() || closed || waiting.bytes() > maxBytes / 2;
    }

    private long lingerLeft() {
        Write<?> oldest = waiting.oldest();
        return oldest == null ? Long.MAX_VALUE : lingerNanos - (ticker.nanos() - oldest.submittedNanos());
    }

    /** Takes out the next batch; empty if none is due. {@link #written} must follow one that is not empty. */
    List<Entry> take() {
        lock.lock();
        try {
            taker = Taker.AWAKE;
            return isDue() || lingerLeft() <= 0 ? takeOut() : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what has queued while the batch before was written, if that is anything: it does not linger. */
    List<Entry> takeNext() {
        lock.lock();
        try {
            return takeOut();
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> takeOut() {
        int writes = waiting.writes();
        long bytes = waiting.bytes();
        List<Entry> batch = waiting.removeFirst(batchSize);
        underway = writes - waiting.writes();
        bytesUnderway = bytes - waiting.bytes();
        signalRoom();
        return batch;
    }

    /** The batch that was taken out is done. */
    void written() {
        lock.lock();
        try {
            signalRoom();
            underway = 0;
            bytesUnderway = 0;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One waiter for each place of a batch, once half of the queue is free: then each can add several before it waits. */
    private void signalRoom() {
        for (int i = 0; i < underway && waiting.writes() <= capacity / 2 && lock.hasWaiters(room); i++) {
            room.signal();
        }
    }

    /** The taker rests: it looks again after that time, or when it is woken if that is null. */
    @Nullable
    Duration rest() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                taker = Taker.RESTING;
                return null;
            }
            if (isDue()) {
                return Duration.ZERO;
            }
            taker = Taker.LINGERING;
            return Duration.ofNanos(Math.max(0, lingerLeft()));
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is due. The taker must be woken. Whether it was open. */
    boolean close() {
        lock.lock();
        try {
            boolean wasOpen = !closed;
            closed = true;
            room.signalAll();
            return wasOpen;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is written; whether it is. An interrupt is kept, and ends the wait. */
    boolean awaitEmpty(Deadline deadline) {
        lock.lock();
        try {
            while (!(waiting.isEmpty() && underway == 0) && !deadline.expired()) {
                settled.awaitNanos(deadline.remainingNanos());
            }
            return waiting.isEmpty() && underway == 0;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out all that waits, which is not going to be written. */
    List<Entry> drain() {
        lock.lock();
        try {
            List<Entry> rest = waiting.removeFirst(Integer.MAX_VALUE);
            settled.signalAll();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Its numbers at one moment.
     *
     * @param blocked how many had to wait for room so far
     */
    record Load(int waiting, int underway, long bytes, Duration oldest, long blocked) {}

    Load load() {
        lock.lock();
        try {
            Write<?> oldest = waiting.oldest();
            Duration age = oldest == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos() - oldest.submittedNanos());
            return new Load(waiting.writes(), underway, waiting.bytes() + bytesUnderway, age, blocked);
        } finally {
            lock.unlock();
        }
    }
}
