// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much time a thread has had on a processor, so that tests can bring their own. Safe for use by multiple threads. */
public interface ProcessorTime {
    /** What {@link #nanos} says where the machine does not tell. */
    long UNKNOWN = -1;

    /** The time so far, or {@link #UNKNOWN}. */
    long nanos();

    /** Whether the thread would go on if it had a processor; true also while it waits in native code. */
    boolean isRunnable();

    /** That of a thread; unknown if it is a virtual one or has ended. */
    static ProcessorTime of(Thread thread) {
        return new ProcessorTime() {
            @Override
            public long nanos() {
                return Measured.nanosOf(thread);
            }

            @Override
            public boolean isRunnable() {
                return thread.getState() == Thread.State.RUNNABLE;
            }
        };
    }

    /** Loaded when it is first asked: that takes longer than a query. */
    final class Measured {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private static final boolean ENABLED = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

        private Measured() {}

        @SuppressWarnings("deprecation") // threadId() came with JDK 19.
        private static long nanosOf(Thread thread) {
            return ENABLED ? THREADS.getThreadCpuTime(thread.getId()) : UNKNOWN;
        }
    }
}
