// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.retry;

import java.util.concurrent.locks.LockSupport;

/** Lets the calling thread sleep; an interface so that tests can control time. Safe for use by multiple threads. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Rests for {@code nanos} at most: it returns early when the thread is unparked.
     *
     * @throws InterruptedException if the thread is or was interrupted; the interrupt flag is cleared
     */
    void sleep(long nanos) throws InterruptedException;

    /** The sleeper of the running machine. Parks, so a virtual thread gives its carrier back. */
    static Sleeper parking() {
        return nanos -> {
            if (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(Sleeper.class, nanos);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        };
    }

    /** One that an interrupt of the thread does not end: it is meant for other work of the thread, and is there after. */
    static Sleeper undisturbed() {
        return nanos -> {
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(Sleeper.class, nanos);
            if (interrupted || Thread.interrupted()) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
