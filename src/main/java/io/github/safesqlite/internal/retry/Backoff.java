// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The wait between two attempts of one session, which another thread can end. Waited on by one thread at a time;
 * {@link #cancel} may be called from any thread.
 *
 * <p>A cancel stays until {@link #reset}: one that arrives while an attempt runs ends the wait that follows it.
 */
public final class Backoff {
    private final Sleeper sleeper;
    private volatile @Nullable SQLException cancelReason;
    private volatile @Nullable Thread waiter;

    /** A backoff that rests on the running machine. */
    public Backoff() {
        this(Sleeper.parking());
    }

    /** A backoff that rests with {@code sleeper}. */
    public Backoff(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** Ends the wait that is under way or comes next: it throws {@code reason}. */
    public void cancel(SQLException reason) {
        // A waiter sets itself and then reads the reason, we do it the other way round: one sees the other.
        cancelReason = reason;
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Waits for {@code nanos}; it may return somewhat early.
     *
     * @throws SQLException the reason given to {@link #cancel}
     * @throws InterruptedException if the thread is interrupted; the interrupt flag is cleared
     */
    public void await(long nanos) throws SQLException, InterruptedException {
        waiter = Thread.currentThread();
        try {
            throwIfCancelled();
            sleeper.sleep(nanos);
        } finally {
            waiter = null;
        }
        throwIfCancelled();
    }

    private void throwIfCancelled() throws SQLException {
        SQLException reason = cancelReason;
        if (reason != null) {
            throw reason;
        }
    }
}
