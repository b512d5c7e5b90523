// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.concurrent.TimeUnit;

/** The time that users go by; tests have one that does not wait. */
interface Ticker {
    /** The time of {@link System#nanoTime()}. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) throws InterruptedException {
            for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }
    };

    /** Now. */
    long nanos();

    /** Waits until a time; returns at once where it has passed. */
    void sleepUntil(long nanos) throws InterruptedException;
}
