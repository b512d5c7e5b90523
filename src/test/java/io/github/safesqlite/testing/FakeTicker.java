// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when told to, and that can let something happen just as it is read. */
public final class FakeTicker implements Ticker {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private volatile Runnable whenRead = () -> {};

    @Override
    public long nanos() {
        Runnable happening = whenRead;
        whenRead = () -> {};
        happening.run();
        return now.get();
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Runs {@code happening} once, in the thread that reads the time next, before it gets to know the time. */
    public void whenReadNext(Runnable happening) {
        whenRead = happening;
    }
}
