// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.background;

import io.github.safesqlite.internal.background.Timer.Planned;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run chores: started when there is something to do, few as long as each chore is done quickly, one more
 * whenever a chore had to wait because others take long, up to a bound that does not depend on the number of DataSources.
 * Idle ones end after a while, also if there is no chore left: connections that are opened one after the other by URL share them.
 * Safe for use by multiple threads.
 */
final class Workers {
    /** For work of the library: so many that a few blocked file systems do not stop the others. */
    static final Workers HOUSEKEEPING = new Workers("safesqlite-housekeeping", 16);

    /** For what the user has done from time to time: it takes long, and all of it uses the disk. */
    static final Workers MAINTENANCE = new Workers("safesqlite-maintenance", 4);

    /** For batches and counters: those of one database wait for each other anyway. */
    static final Workers WRITING = new Workers("safesqlite-writer", 16);

    /** For futures of the application, with what it has attached to them. */
    static final Workers COMPLETION = new Workers("safesqlite-completion", 16);

    /** For subscribers of the application. */
    static final Workers DELIVERY = new Workers("safesqlite-changes", 16);

    /** How long a chore waits before another thread is started for it. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String name;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Chore> due = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    /** Those that have left and may be about to end still. */
    private final Set<Thread> leaving = new HashSet<>();

    /** Those that wait for a chore, the last one first: it is told first, so that those who are too many can end. */
    private final Deque<Condition> resting = new ArrayDeque<>();

    private int chores;
    /** Whether those that rest are to end at once. The next chore takes it back. */
    private boolean ending;

    private @Nullable Planned relief;

    Workers(String name, int most) {
        this.name = name;
        this.most = most;
    }

    void hold() {
        lock.lock();
        try {
            chores++;
            ending = false;
        } finally {
            lock.unlock();
        }
    }

    void letGo() {
        lock.lock();
        try {
            chores--;
            if (chores == 0 && relief != null) {
                relief.cancel();
                relief = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has a chore run as soon as a thread is free. */
    void run(Chore chore) {
        lock.lock();
        try {
            due.addLast(chore);
            Condition rested = resting.pollFirst();
            if (rested != null) {
                rested.signal();
            } else if (threads.isEmpty()) {
                startOne();
            }
        } finally {
            // Also if the machine has no thread left: it is tried again.
            planRelief();
            lock.unlock();
        }
    }

    // Under the lock. Chores are quick as a rule: a thread for each that is due at the same time would be too many.
    private void planRelief() {
        if (relief == null && chores > 0 && !due.isEmpty() && threads.size() < most) {
            relief = Timer.after(PATIENCE, this::relieve);
        }
    }

    private void relieve() {
        lock.lock();
        try {
            relief = null;
            Chore oldest = due.peekFirst();
            if (oldest != null && oldest.waitedNanos() >= PATIENCE.toNanos() && threads.size() < most) {
                startOne();
            }
        } finally {
            planRelief();
            lock.unlock();
        }
    }

    private void startOne() {
        Thread created = Daemon.of(name, this::work);
        created.start();
        threads.add(created);
    }

    private void work() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = runNext();
        }
    }

    // A method of its own: a variable of work() would keep the last chore, and its class loader, during the next rest.
    private boolean runNext() {
        Chore chore = next();
        if (chore != null) {
            chore.runNow();
            Thread.currentThread().setName(name);
        }
        return chore != null;
    }

    private @Nullable Chore next() {
        lock.lock();
        try {
            long left = REST_NANOS;
            while (due.isEmpty() && !ending && left > 0) {
                left = rest(left);
            }
            Chore chore = due.pollFirst();
            if (chore == null) {
                threads.remove(Thread.currentThread());
                leaving.removeIf(thread -> !thread.isAlive());
                leaving.add(Thread.currentThread());
            }
            return chore;
        } finally {
            lock.unlock();
        }
    }

    private long rest(long nanos) {
        Condition told = lock.newCondition();
        resting.addFirst(told);
        try {
            return told.awaitNanos(nanos);
        } catch (InterruptedException stray) {
            // Meant for a chore that has ended meanwhile.
            return nanos;
        } finally {
            resting.remove(told);
        }
    }

    /** Ends all threads if there is no chore any more, and waits for that. */
    void awaitEnd(long nanos) {
        List<Thread> ended = new ArrayList<>();
        lock.lock();
        try {
            if (chores == 0) {
                ending = true;
                resting.forEach(Condition::signal);
                ended.addAll(threads);
                ended.addAll(leaving);
                leaving.clear();
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(thread -> Daemon.join(thread, nanos));
    }

    /** The same for all of them. */
    static void awaitEndOfAll(long nanos) {
        HOUSEKEEPING.awaitEnd(nanos);
        MAINTENANCE.awaitEnd(nanos);
        WRITING.awaitEnd(nanos);
        COMPLETION.awaitEnd(nanos);
        DELIVERY.awaitEnd(nanos);
    }
}
