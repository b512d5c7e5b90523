// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

/** Turns a count that only rises into a rate per second. Used by one thread. */
final class Rate {
    private long lastCount;
    private long lastNanos;
    private boolean started;

    /** The rate since the last call, and 0 at the first one. */
    double perSecond(long count, long nanos) {
        double rate = started && nanos > lastNanos ? (count - lastCount) * 1e9 / (nanos - lastNanos) : 0;
        started = true;
        lastCount = count;
        lastNanos = nanos;
        return Math.max(0, Math.round(rate * 10) / 10.0);
    }
}
