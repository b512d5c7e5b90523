// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A transaction rests now and then, until another has ended but not for long, so that others come in between. */
final class Rest {
    private static final int ONE_IN = 40;
    private static final long MOST_MILLIS = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long count;

    /** Rests, or does not. */
    void maybe(Random random) {
        if (random.nextInt(ONE_IN) == 0) {
            untilAnotherEnds();
        }
    }

    private void untilAnotherEnds() {
        lock.lock();
        try {
            long before = count;
            long left = TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
            while (count == before && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A transaction has ended. */
    void end() {
        lock.lock();
        try {
            count++;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
