// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import java.time.Duration;

/** A point in time that ends a wait, with the limit and the option that set it. Immutable and thread-safe. */
public final class Deadline {
    private static final long NEVER = Long.MAX_VALUE;

    private final Ticker ticker;
    private final long startNanos;
    private final long limitNanos;
    private final String limitOption;

    private Deadline(Ticker ticker, long startNanos, long limitNanos, String limitOption) {
        this.ticker = ticker;
        this.startNanos = startNanos;
        this.limitNanos = limitNanos;
        this.limitOption = limitOption;
    }

    /** A deadline that lies {@code limit} from now; a limit over 292 years never ends. */
    public static Deadline after(Ticker ticker, Duration limit) {
        return after(ticker, limit, "");
    }

    /** The same, known by the option that set it. */
    public static Deadline after(Ticker ticker, Duration limit, String option) {
        return new Deadline(ticker, ticker.nanos(), saturatedNanos(limit), option);
    }

    /** A deadline that never ends a wait. */
    public static Deadline never() {
        return new Deadline(Ticker.system(), System.nanoTime(), NEVER, "");
    }

    /** The one of the two that ends first. */
    public static Deadline earlier(Deadline first, Deadline second) {
        return first.remainingNanos() <= second.remainingNanos() ? first : second;
    }

    /** Time left in nanoseconds, never negative. */
    public long remainingNanos() {
        return limitNanos == NEVER ? NEVER : Math.max(0, limitNanos - waitedNanos());
    }

    /** Whether no time is left. */
    public boolean expired() {
        return remainingNanos() == 0;
    }

    /** Time since this deadline was set. */
    public Duration waited() {
        return Duration.ofNanos(waitedNanos());
    }

    /** The whole time that was allowed. */
    public Duration limit() {
        return Duration.ofNanos(limitNanos);
    }

    /** The name of the option that set the limit, or an empty string. */
    public String limitOption() {
        return limitOption;
    }

    private long waitedNanos() {
        return ticker.nanos() - startNanos;
    }

    private static long saturatedNanos(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException tooLong) {
            return NEVER;
        }
    }
}
