// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to be written, with its future. It gets one outcome, from the thread that has taken it out of the queue; its future
 * hears of it later.
 *
 * @param <T> what it gives
 */
public abstract sealed class Write<T extends @Nullable Object> implements Entry permits StatementWrite, UnitWrite {
    /** What an item takes beside its values: the objects, its future, its place in the queue. */
    private static final int OVERHEAD = 256;

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final long bytes;
    private long submittedNanos;
    private @Nullable Outcome<T> outcome;

    Write(long valueBytes) {
        this.bytes = OVERHEAD + valueBytes;
    }

    /** How it ended: with a value, or with a failure. */
    record Outcome<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable failure) {
        static <T extends @Nullable Object> Outcome<T> of(@Nullable T value) {
            return new Outcome<>(value, null);
        }

        static <T extends @Nullable Object> Outcome<T> failed(Throwable failure) {
            return new Outcome<>(null, failure);
        }
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** What it takes in memory, by estimate. */
    long bytes() {
        return bytes;
    }

    void submitted(long nanos) {
        submittedNanos = nanos;
    }

    long submittedNanos() {
        return submittedNanos;
    }

    /** Its only outcome. */
    void settle(Outcome<T> decided) {
        if (outcome != null) {
            throw new IllegalStateException("a write has one outcome");
        }
        outcome = decided;
        release();
    }

    /** Lets go of what it took to write it: the outcome may wait for long. */
    void release() {}

    void fail(Throwable failure) {
        settle(Outcome.failed(failure));
    }

    boolean isSettled() {
        return outcome != null;
    }

    /** Why it failed, or null if it was written. */
    public @Nullable Throwable failure() {
        return outcome == null ? null : outcome.failure();
    }

    /** What it gave, or null if it was not written. */
    public @Nullable T value() {
        return outcome == null ? null : outcome.value();
    }

    @Override
    public void complete() {
        Outcome<T> decided = outcome;
        if (decided == null) {
            throw new IllegalStateException("not settled");
        }
        Throwable failure = decided.failure();
        if (failure == null) {
            future.complete(decided.value());
        } else {
            future.completeExceptionally(failure);
        }
    }
}
