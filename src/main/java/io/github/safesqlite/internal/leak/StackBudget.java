// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.config.LeakStacks;
import io.github.safesqlite.internal.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides which checkouts keep their stack. Safe for use by multiple threads: an update that is lost to another thread costs a
 * stack, or saves one.
 */
final class StackBudget {
    /** For how long each checkout keeps its stack after one was missed. */
    static final Duration AFTER_A_LEAK = Duration.ofMinutes(10);

    /** Stacks may take one in so many of a core's nanoseconds. */
    private static final long SHARE = 100;

    /** What may be spent at once after a rest, as the time that pays for it. */
    private static final long SAVED_NANOS = Duration.ofSeconds(1).toNanos();

    /** A thread that lost its processor meanwhile did not spend the time. */
    private static final long MOST_NANOS = 50_000;

    private final LeakStacks wanted;
    private final Ticker ticker;
    private volatile long paidUntilNanos;
    private volatile long allUntilNanos;

    StackBudget(LeakStacks wanted, Ticker ticker) {
        this.wanted = wanted;
        this.ticker = ticker;
        this.paidUntilNanos = ticker.nanos();
        this.allUntilNanos = paidUntilNanos;
    }

    /** The stack of the calling thread if it is to be kept, or null. */
    @Nullable
    CheckoutStack stack(long sessionId, long nowNanos) {
        if (!allows(nowNanos)) {
            return null;
        }
        CheckoutStack stack = CheckoutStack.here(sessionId, Thread.currentThread());
        if (wanted == LeakStacks.BUDGET) {
            long paid = paidUntilNanos;
            long cost = Math.min(ticker.nanos() - nowNanos, MOST_NANOS);
            paidUntilNanos = (paid - nowNanos > 0 ? paid : nowNanos) + SHARE * cost;
        }
        return stack;
    }

    private boolean allows(long nowNanos) {
        return switch (wanted) {
            case ALWAYS -> true;
            case OFF -> false;
            case BUDGET -> paidUntilNanos - nowNanos <= SAVED_NANOS || allUntilNanos - nowNanos > 0;
        };
    }

    /** Has each checkout keep its stack for a while, since that of a leak is missing. */
    void missed() {
        if (wanted == LeakStacks.BUDGET) {
            allUntilNanos = ticker.nanos() + AFTER_A_LEAK.toNanos();
        }
    }

    /** Why a stack is missing, and what to do, in words. */
    String whyMissing() {
        return switch (wanted) {
            case ALWAYS -> "it was not recorded";
            case OFF -> "it was not recorded (leakStacks=off, or leakDetectionThreshold=off)";
            case BUDGET ->
                "it was not recorded, since more connections are opened than leakStacks=budget has stacks for; from now on"
                        + " each has its stack for " + AFTER_A_LEAK.toMinutes()
                        + " minutes, so the next report shows it";
        };
    }
}
