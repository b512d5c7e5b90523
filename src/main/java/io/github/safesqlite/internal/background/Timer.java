// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.background;

import io.github.safesqlite.internal.log.Log;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls back later, on one daemon thread for the whole JVM, which ends a while after the last plan and the last chore, or when it
 * is told to. Safe for use by multiple threads.
 */
public final class Timer {
    static final Timer SHARED = new Timer();

    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** How long the thread waits at most before it looks whether it is needed. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Planned> plan = new TreeSet<>(Comparator.naturalOrder());
    private long lastNumber;
    /** When the thread looks again what is planned, unless it is told before. */
    private long wakeNanos;

    private int chores;
    /** Whether the thread is to end as soon as it is not needed. The next chore takes it back. */
    private boolean ending;

    private @Nullable Thread thread;
    private @Nullable Thread leaving;
    private boolean hasFailed;

    private Timer() {}

    /** Calls {@code action} once after that time. It must be quick: it shares its thread with others. */
    public static Planned after(Duration delay, Runnable action) {
        Planned planned = new Planned(action, 0);
        SHARED.plan(planned, delay.toNanos());
        return planned;
    }

    /** Calls {@code action} after that time, and then again and again until it is cancelled. */
    public static Planned repeat(Duration delay, Duration period, Runnable action) {
        Planned planned = new Planned(action, period.toNanos());
        SHARED.plan(planned, delay.toNanos());
        return planned;
    }

    /** What will be called. */
    public static final class Planned implements Comparable<Planned> {
        private final Runnable action;
        private final long periodNanos;
        private long dueNanos;
        private long number;
        private boolean cancelled;

        private Planned(Runnable action, long periodNanos) {
            this.action = action;
            this.periodNanos = periodNanos;
        }

        /** Whether it is called within that time; only for what is called once. */
        boolean isDueWithin(Duration delay) {
            return dueNanos - System.nanoTime() <= delay.toNanos();
        }

        /** It is not called any more, unless it is being called right now. */
        public void cancel() {
            SHARED.cancel(this);
        }

        @Override
        public int compareTo(Planned other) {
            long difference = dueNanos - other.dueNanos;
            return difference == 0 ? Long.compare(number, other.number) : Long.signum(difference);
        }
    }

    private void plan(Planned planned, long delayNanos) {
        lock.lock();
        try {
            if (planned.cancelled) {
                return;
            }
            planned.dueNanos = System.nanoTime() + Math.max(0, delayNanos);
            planned.number = ++lastNumber;
            plan.add(planned);
            if (thread == null) {
                start();
            } else if (planned.dueNanos - wakeNanos < 0) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Planned planned) {
        lock.lock();
        try {
            planned.cancelled = true;
            plan.remove(planned);
            endIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** One chore more that will plan something. */
    void hold() {
        lock.lock();
        try {
            chores++;
            ending = false;
        } finally {
            lock.unlock();
        }
    }

    /** One chore less. */
    void letGo() {
        lock.lock();
        try {
            chores--;
            endIfUnused();
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnused() {
        return chores == 0 && plan.isEmpty();
    }

    private void endIfUnused() {
        if (ending && isUnused()) {
            changed.signal();
        }
    }

    private void start() {
        Thread created = Daemon.of("safesqlite-timer", this::run);
        created.start();
        thread = created;
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = callNext();
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    // A method of its own: a variable of run() would keep what was called last, and its class loader, during the next
    // wait.
    private boolean callNext() {
        Planned due = next();
        if (due == null) {
            return false;
        }
        try {
            due.action.run();
        } finally {
            if (due.periodNanos > 0) {
                plan(due, due.periodNanos);
            }
        }
        return true;
    }

    /** Takes out what is due, after a wait; null if the thread is to end. */
    private @Nullable Planned next() {
        lock.lock();
        try {
            boolean rested = false;
            while (!isUnused() || !ending && !rested) {
                long wait = plan.isEmpty() ? REST_NANOS : plan.first().dueNanos - System.nanoTime();
                if (wait <= 0) {
                    return plan.pollFirst();
                }
                rested = isUnused();
                await(Math.min(wait, REST_NANOS));
            }
            leaving = thread;
            thread = null;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) {
        wakeNanos = System.nanoTime() + nanos;
        try {
            changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stray) {
            // Nobody has a reason to interrupt this thread: it ends when nothing is planned.
        }
    }

    private void failed(Throwable failure) {
        if (!hasFailed) {
            hasFailed = true;
            log.atError()
                    .setCause(failure)
                    .log("A timer task failed; the timer continues, and further failures are not logged.");
        }
    }

    /** Ends the thread if there is no chore any more, and waits for that; what else is planned is about to be cancelled. */
    void awaitEnd(long nanos) {
        Thread ended = null;
        lock.lock();
        try {
            if (chores == 0) {
                ending = true;
                endIfUnused();
                ended = thread == null ? leaving : thread;
            }
            leaving = null;
        } finally {
            lock.unlock();
        }
        if (ended != null) {
            Daemon.join(ended, nanos);
        }
    }
}
