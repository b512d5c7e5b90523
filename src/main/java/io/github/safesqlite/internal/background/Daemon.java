// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.background;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Creates daemon threads that reference no class loader except the library's own. */
public final class Daemon {
    private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Set<Thread> RUNNING = ConcurrentHashMap.newKeySet();

    private Daemon() {}

    /** A thread that is not started yet. */
    public static Thread of(String name, Runnable work) {
        return of(name, work, Daemon.class.getClassLoader());
    }

    /** A thread that runs code of the application whose class loader it is given. */
    // A thread inherits the permissions of those who happened to start it, and with them their class loaders, up to
    // Java 23.
    @SuppressWarnings("removal")
    public static Thread of(String name, Runnable work, @Nullable ClassLoader loader) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread created = new Thread(null, work, name, 0, false);
            created.setDaemon(true);
            created.setContextClassLoader(loader);
            return created;
        });
    }

    /** Waits a moment for the end of a thread that was told to end; not for the calling one. An interrupt is kept. */
    public static void join(Thread thread) {
        join(thread, ENDING_NANOS);
    }

    /** Runs something once, on a thread for it alone. */
    public static void run(String name, Runnable work) {
        Thread created = of(name, () -> {
            try {
                work.run();
            } finally {
                RUNNING.remove(Thread.currentThread());
            }
        });
        RUNNING.add(created);
        boolean started = false;
        try {
            created.start();
            started = true;
        } finally {
            if (!started) {
                RUNNING.remove(created);
            }
        }
    }

    /** Waits for the end of those that {@link #run} has started, for that long each. */
    static void awaitEnd(long nanos) {
        RUNNING.forEach(thread -> join(thread, nanos));
    }

    /** Waits for the end of a thread for that long; not for the calling one. An interrupt is kept, and does not end the wait. */
    static void join(Thread thread, long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            try {
                thread.join(left / 1_000_000 + 1);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
