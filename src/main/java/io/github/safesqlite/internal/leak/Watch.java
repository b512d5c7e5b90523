// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.internal.background.Daemon;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the trackers of handles that were garbage-collected. Its thread ends a while after the last tracker, or when it is
 * told to, and never waits for anything else: what is to be done the tracker does in the background. Safe for use by multiple
 * threads.
 */
public final class Watch {
    private static final Watch SHARED = new Watch(false, new ReferenceQueue<>());

    /** How long the thread waits at most before it looks whether there is a tracker. */
    private static final long REST_MILLIS = 2_000;

    private final boolean manual;
    private final ReferenceQueue<Object> collected;
    private final List<LeakTracker> trackers = new CopyOnWriteArrayList<>();
    private final Object threadLock = new Object();
    private volatile @Nullable Thread thread;

    Watch(boolean manual, ReferenceQueue<Object> collected) {
        this.manual = manual;
        this.collected = collected;
    }

    /** The watch of this JVM, with one daemon thread for all trackers. */
    public static Watch shared() {
        return SHARED;
    }

    /** A watch without a thread, for tests: it looks when {@link #tick} is called. */
    public static Watch manual() {
        return new Watch(true, new ReferenceQueue<>());
    }

    boolean isManual() {
        return manual;
    }

    /** Looks once, in the calling thread: takes back what was garbage-collected and reports what is held too long. */
    public void tick() {
        Reference<?> reference = collected.poll();
        while (reference != null) {
            handleCollected(reference);
            reference = collected.poll();
        }
        trackers.forEach(LeakTracker::tick);
    }

    ReferenceQueue<Object> collected() {
        return collected;
    }

    void add(LeakTracker tracker) {
        synchronized (threadLock) {
            trackers.add(tracker);
            if (!manual && thread == null) {
                Thread created = Daemon.of("safesqlite-watch", this::run);
                thread = created;
                created.start();
            }
        }
    }

    /** Takes a tracker out. */
    void remove(LeakTracker tracker) {
        trackers.remove(tracker);
    }

    /** Ends the thread if there is no tracker any more, and waits for that. */
    public void endThread() {
        Thread ended = null;
        synchronized (threadLock) {
            if (trackers.isEmpty()) {
                ended = thread;
                thread = null;
            }
        }
        if (ended != null) {
            // Through the queue it might reach the thread of the next tracker instead.
            ended.interrupt();
            Daemon.join(ended);
        }
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                Reference<?> reference = collected.remove(REST_MILLIS);
                if (reference == null) {
                    endIfUnused();
                } else {
                    handleCollected(reference);
                }
            } catch (InterruptedException end) {
                // By endThread(); by nobody else.
            } catch (Throwable outOfMemory) {
                // It goes on: the handle is lost, which the leak report of its session tells.
            }
        }
    }

    private void endIfUnused() {
        synchronized (threadLock) {
            if (trackers.isEmpty() && thread == Thread.currentThread()) {
                thread = null;
            }
        }
    }

    private static void handleCollected(Reference<?> reference) {
        if (reference instanceof Checkout checkout) {
            checkout.tracker().collectedNow(checkout);
        }
    }
}
