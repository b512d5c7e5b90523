// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.internal.log.Log;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks at all trackers from time to time, and at once when a handle was garbage-collected. It runs only
 * while there is a tracker. Safe for use by multiple threads.
 */
public final class Watch {
    private static final Log LOG = Log.named("io.github.safesqlite.leak");
    private static final Watch SHARED = new Watch(true);
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

    private final boolean startsThread;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final List<LeakTracker> trackers = new CopyOnWriteArrayList<>();
    private final Object threadLock = new Object();
    private volatile @Nullable Thread thread;

    private Watch(boolean startsThread) {
        this.startsThread = startsThread;
    }

    /** The watch of this JVM, with one daemon thread for all trackers. */
    public static Watch shared() {
        return SHARED;
    }

    /** A watch without a thread, for tests: it looks when {@link #tick} is called. */
    public static Watch manual() {
        return new Watch(false);
    }

    /** Looks once, in the calling thread: takes back what was garbage-collected and reports what is held too long. */
    public void tick() {
        Reference<?> reference = collected.poll();
        while (reference != null) {
            handleCollected(reference);
            reference = collected.poll();
        }
        for (LeakTracker tracker : trackers) {
            try {
                tracker.tick();
            } catch (RuntimeException | Error failure) {
                LOG.atWarn()
                        .addKeyValue("pool", tracker.poolName())
                        .setCause(failure)
                        .log("{}: the search for leaks failed; it goes on.", tracker.poolName());
            }
        }
    }

    ReferenceQueue<Object> collected() {
        return collected;
    }

    void add(LeakTracker tracker) {
        synchronized (threadLock) {
            trackers.add(tracker);
            if (startsThread && thread == null) {
                Thread created = new Thread(null, this::run, "safesqlite-watch", 0, false);
                created.setDaemon(true);
                // The thread must not keep the class loader of the application that happened to start it.
                created.setContextClassLoader(Watch.class.getClassLoader());
                thread = created;
                created.start();
            }
        }
        wakeUp();
    }

    void remove(LeakTracker tracker) {
        synchronized (threadLock) {
            trackers.remove(tracker);
            if (trackers.isEmpty()) {
                thread = null;
            }
        }
        wakeUp();
    }

    /** Makes the thread look at its trackers anew. Not by interrupting it: it may be inside a rollback. */
    private void wakeUp() {
        new WeakReference<>(new Object(), collected).enqueue();
    }

    private void run() {
        long lastTick = System.nanoTime();
        while (thread == Thread.currentThread()) {
            long left = intervalNanos() - (System.nanoTime() - lastTick);
            if (left <= 0) {
                tick();
                lastTick = System.nanoTime();
            } else {
                awaitCollected(left);
            }
        }
    }

    private void awaitCollected(long nanos) {
        try {
            Reference<?> reference = collected.remove(nanos / 1_000_000 + 1);
            if (reference != null) {
                handleCollected(reference);
            }
        } catch (InterruptedException stray) {
            // Nobody has a reason to interrupt this thread; remove() ends it when the last tracker goes.
            LOG.atDebug().log("The watch was interrupted; it goes on.");
        }
    }

    private static void handleCollected(Reference<?> reference) {
        if (reference instanceof Checkout checkout) {
            try {
                checkout.tracker().collected(checkout);
            } catch (RuntimeException | Error failure) {
                String poolName = checkout.tracker().poolName();
                LOG.atWarn()
                        .addKeyValue("pool", poolName)
                        .addKeyValue("session", checkout.sessionId())
                        .setCause(failure)
                        .log("{}: session #{} could not be taken back.", poolName, checkout.sessionId());
            }
        }
    }

    private long intervalNanos() {
        Duration shortest = IDLE_INTERVAL;
        for (LeakTracker tracker : trackers) {
            Duration wanted = tracker.interval();
            if (wanted.compareTo(shortest) < 0) {
                shortest = wanted;
            }
        }
        return shortest.toNanos();
    }
}
