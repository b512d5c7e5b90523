// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

/** A source of monotonic time, so that tests can bring their own. Safe for use by multiple threads. */
@FunctionalInterface
public interface Ticker {
    /** The time now in nanoseconds from an arbitrary origin; only differences mean something. */
    long nanos();

    /** The ticker of the running machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
