// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What has been observed about the threads that use one database file: whether a thread corresponds to one transaction. Safe
 * for use by multiple threads.
 *
 * <p>In most applications a transaction stays in one thread, so that a second transaction of that thread is nested in the first.
 * With coroutines and reactive code it is not: the thread does other work while the first one is suspended.
 */
public final class ThreadUse {
    private enum Seen {
        NOTHING,
        /** A thread that waited for another connection of its own. */
        NESTED_TRANSACTIONS,
        /** A transaction that went on in another thread. */
        MOVED_TRANSACTIONS
    }

    private final AtomicReference<Seen> seen = new AtomicReference<>(Seen.NOTHING);

    /** Notes that a thread has waited for another connection of its own that nobody else used. */
    public void waitedForItself() {
        seen.compareAndSet(Seen.NOTHING, Seen.NESTED_TRANSACTIONS);
    }

    /** Notes that a transaction went on in another thread; whether it is the first one. */
    public boolean transactionMoved() {
        return staysInThread() && seen.getAndSet(Seen.MOVED_TRANSACTIONS) != Seen.MOVED_TRANSACTIONS;
    }

    /** Whether no transaction has changed its thread so far. */
    public boolean staysInThread() {
        return seen.get() != Seen.MOVED_TRANSACTIONS;
    }

    /** Whether threads are known to nest one transaction in another. */
    public boolean isNested() {
        return seen.get() == Seen.NESTED_TRANSACTIONS;
    }
}
