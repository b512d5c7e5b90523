// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.background;

import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.log.Log;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs in the background from time to time, never twice at once. It shares its threads with the tasks of all
 * DataSources and survives any exception of its work. Safe for use by multiple threads.
 */
public final class Chore {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** How long after the opening of a database begins what its first use does not need: a short program never comes to it. */
    public static final Duration AFTER_OPENING = Duration.ofMillis(100);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where it is. */
    private enum State {
        /** Planned, or waiting to be told. */
        RESTING,
        /** In the queue for a thread. */
        DUE,
        RUNNING,
        /** Running, and to be run once more. */
        RUNNING_AGAIN,
        ENDED
    }

    private final String name;
    private final Workers workers;
    private final Work work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private State state = State.RESTING;
    private boolean ending;
    private boolean counted;
    private boolean failing;
    private long dueNanos;
    private @Nullable Planned planned;
    private @Nullable Thread runner;

    /** What is done. */
    @FunctionalInterface
    public interface Work {
        /** Does it, and tells when to do it again; null is: when it is told to. */
        @Nullable
        Duration run();
    }

    private Chore(String name, Workers workers, Work work) {
        this.name = name;
        this.workers = workers;
        this.work = work;
    }

    /** A chore of the library. It is first run when {@link #soon} says so; its thread has that name while it does it. */
    public static Chore housekeeping(String name, Work work) {
        return new Chore(name, Workers.HOUSEKEEPING, work);
    }

    /** A chore that may take long and may run code of the application. */
    public static Chore maintenance(String name, Work work) {
        return new Chore(name, Workers.MAINTENANCE, work);
    }

    /** A chore that writes what has queued, and waits for locks of the database. */
    public static Chore writing(String name, Work work) {
        return new Chore(name, Workers.WRITING, work);
    }

    /** A chore that completes futures, and runs what the application has attached to them. */
    public static Chore completing(String name, Work work) {
        return new Chore(name, Workers.COMPLETION, work);
    }

    /** A chore that tells a subscriber of the application something, which may take as long as it likes. */
    public static Chore delivering(String name, Work work) {
        return new Chore(name, Workers.DELIVERY, work);
    }

    /** Has it run as soon as possible; once more if it runs now. */
    public void soon() {
        lock.lock();
        try {
            if (ending) {
                return;
            }
            if (state == State.RUNNING) {
                state = State.RUNNING_AGAIN;
            } else if (state == State.RESTING) {
                cancelPlan();
                queue();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has it run after that time, unless it is planned for earlier; nothing changes while it runs or is about to. */
    public void within(Duration delay) {
        lock.lock();
        try {
            boolean earlier = planned != null && planned.isDueWithin(delay);
            if (!ending && state == State.RESTING && !earlier) {
                plan(delay);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on it is not begun any more. What runs goes on: see {@link #interrupt} and {@link #awaitEnd}. */
    public void end() {
        lock.lock();
        try {
            if (!ending) {
                ending = true;
                cancelPlan();
                if (state == State.RESTING) {
                    over();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread runs it. */
    public boolean isRunHere() {
        lock.lock();
        try {
            return runner == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts what runs. Later uses of the thread do not notice. */
    public void interrupt() {
        lock.lock();
        try {
            if (runner != null) {
                runner.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is not run any more, for that long; whether it is so. An interrupt is kept, and does not end the wait. */
    public boolean awaitEnd(Duration longest) {
        long left = longest.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (state != State.ENDED && runner != Thread.currentThread() && left > 0) {
                try {
                    left = stopped.awaitNanos(left);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            return state == State.ENDED || runner == Thread.currentThread();
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the threads if there is no chore any more, and waits a moment for that. */
    public static void endThreads() {
        Daemon.awaitEnd(ENDING_NANOS);
        Workers.awaitEndOfAll(ENDING_NANOS);
        Timer.SHARED.awaitEnd(ENDING_NANOS);
    }

    long waitedNanos() {
        return System.nanoTime() - dueNanos;
    }

    // The following under the lock.

    /** It needs threads from its first use on. */
    private void count() {
        if (!counted) {
            counted = true;
            workers.hold();
            Timer.SHARED.hold();
        }
    }

    private void queue() {
        count();
        state = State.DUE;
        dueNanos = System.nanoTime();
        workers.run(this);
    }

    private void plan(Duration delay) {
        count();
        cancelPlan();
        planned = Timer.after(delay, this::soon);
    }

    private void cancelPlan() {
        if (planned != null) {
            planned.cancel();
            planned = null;
        }
    }

    private void over() {
        state = State.ENDED;
        stopped.signalAll();
        if (counted) {
            workers.letGo();
            Timer.SHARED.letGo();
        }
    }

    /** Called by a worker. */
    void runNow() {
        if (!begin()) {
            return;
        }
        Duration next = AFTER_FAILURE;
        try {
            Thread.currentThread().setName(name);
            next = work.run();
            failing = false;
        } catch (Throwable failure) {
            failed(failure);
        } finally {
            finish(next);
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            if (ending) {
                over();
                return false;
            }
            state = State.RUNNING;
            runner = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void finish(@Nullable Duration next) {
        lock.lock();
        try {
            runner = null;
            // What was meant for this work must not reach the next.
            Thread.interrupted();
            boolean again = state == State.RUNNING_AGAIN;
            state = State.RESTING;
            if (ending) {
                over();
            } else if (again) {
                queue();
            } else if (next != null) {
                plan(next);
            }
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable failure) {
        if (!failing) {
            failing = true;
            log.atError()
                    .addKeyValue("task", name)
                    .setCause(failure)
                    .log(
                            "{}: a background task failed; it is retried, and logged again only after it has succeeded.",
                            name);
        }
    }
}
