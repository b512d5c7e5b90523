// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits by the clock, as an application that has something else to do. */
final class Pause {
    private Pause() {}

    static void ofMillis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
