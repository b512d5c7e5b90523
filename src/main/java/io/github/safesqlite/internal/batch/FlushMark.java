// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The place in the queue of a flush: what stands before it is written without waiting for more. */
public final class FlushMark implements Entry {
    private final CompletableFuture<@Nullable Void> future = new CompletableFuture<>();
    private @Nullable Throwable failure;

    /** Completes when the flush is over. */
    public CompletableFuture<@Nullable Void> future() {
        return future;
    }

    /** All before it have their outcomes; {@code firstFailure} is one since the flush before, if there was one. */
    public void reached(@Nullable Throwable firstFailure) {
        failure = firstFailure;
    }

    @Override
    public void complete() {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
