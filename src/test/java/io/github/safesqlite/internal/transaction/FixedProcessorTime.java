// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.time.ProcessorTime;

/** A thread that waits for something, until a test says what it does. */
final class FixedProcessorTime implements ProcessorTime {
    boolean runnable;
    long nanos = UNKNOWN;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public boolean isRunnable() {
        return runnable;
    }
}
