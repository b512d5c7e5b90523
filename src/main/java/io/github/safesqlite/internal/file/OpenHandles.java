// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The number of driver connections that this JVM has open to one file, whoever uses and closes them. The last DataSource on the
 * file waits for them when it closes. Safe for use by multiple threads.
 */
public final class OpenHandles {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int open;
    private int closing;
    private int users;

    /** One more is about to be opened. */
    public void opens() {
        add(1, 0);
    }

    /** It could not be opened. */
    public void notOpened() {
        add(-1, 0);
    }

    /** One more uses the file. */
    public void joined() {
        add(0, 1);
    }

    /** One less uses the file. */
    public void left() {
        add(0, -1);
    }

    /** One of them begins to close; whether all do now. */
    public boolean closes() {
        lock.lock();
        try {
            closing++;
            return closing >= open;
        } finally {
            lock.unlock();
        }
    }

    /** It is closed. */
    public void closed() {
        lock.lock();
        try {
            closing--;
            open--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(int handles, int more) {
        lock.lock();
        try {
            open += handles;
            users += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all are closed, for that long at most; how many are still open. An interrupt is kept and ends the wait. */
    int awaitNone(Duration longest) {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (open > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return open();
    }

    private int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all are closed if nobody uses the file any more, for that long at most. An interrupt is kept, and does not
     * end the wait.
     *
     * @return how many are still open though nobody uses the file
     */
    public int awaitClosed(Duration longest) {
        long left = longest.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (users == 0 && open > 0 && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            return users == 0 ? open : 0;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
