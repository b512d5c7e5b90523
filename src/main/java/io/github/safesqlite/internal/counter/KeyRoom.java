// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.internal.time.Deadline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many keys are in memory, and the wait of new ones for room. Safe for use by multiple threads. */
final class KeyRoom {
    private final int most;
    private final AtomicInteger keys = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private long blocked;
    private volatile int waiting;

    KeyRoom(int most) {
        this.most = most;
    }

    /** Takes room for one more, if there is any. */
    boolean tryEnter() {
        int now = keys.get();
        while (now < most) {
            if (keys.compareAndSet(now, now + 1)) {
                return true;
            }
            now = keys.get();
        }
        return false;
    }

    /**
     * Takes room for one more, after a wait. Whether it got any; an interrupt is kept, and ends the wait.
     *
     * @param makeRoom called once it waits
     */
    boolean enter(Deadline deadline, Runnable makeRoom) {
        lock.lock();
        try {
            blocked++;
            waiting++;
            makeRoom.run();
            while (!tryEnter()) {
                if (deadline.expired()) {
                    return false;
                }
                fewer.awaitNanos(deadline.remainingNanos());
            }
            return true;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Whether somebody waits for room. */
    boolean hasWaiters() {
        return waiting > 0;
    }

    /** So many have left. */
    void left(int count) {
        lock.lock();
        try {
            keys.addAndGet(-count);
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether those that are not in use should leave, to make room for others. */
    boolean isShort() {
        return keys.get() >= most - most / 4;
    }

    int keys() {
        return keys.get();
    }

    int most() {
        return most;
    }

    long blocked() {
        lock.lock();
        try {
            return blocked;
        } finally {
            lock.unlock();
        }
    }
}
