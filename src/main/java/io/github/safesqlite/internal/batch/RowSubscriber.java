// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriter.Subscriber;
import io.github.safesqlite.batch.WriteResult;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes items of a publisher; as many are under way as it has asked for. Safe for use by multiple threads. */
final class RowSubscriber<T> implements Subscriber<T> {
    private final Function<T, CompletableFuture<WriteResult>> write;
    private final int window;
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Subscription subscription;
    private int underway;
    private long written;
    private boolean complete;
    private @Nullable Throwable failure;

    /** @param window how many items are asked for and not yet written at most */
    RowSubscriber(Function<T, CompletableFuture<WriteResult>> write, int window) {
        this.write = write;
        this.window = window;
    }

    @Override
    public CompletableFuture<Long> done() {
        return done;
    }

    @Override
    public void onSubscribe(Subscription given) {
        Objects.requireNonNull(given, "subscription");
        boolean first;
        lock.lock();
        try {
            first = subscription == null;
            if (first) {
                subscription = given;
            }
        } finally {
            lock.unlock();
        }
        if (first) {
            given.request(window);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        lock.lock();
        try {
            underway++;
        } finally {
            lock.unlock();
        }
        CompletableFuture<WriteResult> future;
        try {
            future = write.apply(item);
        } catch (RuntimeException refused) {
            future = CompletableFuture.failedFuture(refused);
        }
        future.whenComplete((result, thrown) -> wrote(thrown));
    }

    private void wrote(@Nullable Throwable thrown) {
        Subscription source;
        boolean failed;
        lock.lock();
        try {
            underway--;
            if (thrown == null) {
                written++;
            } else if (failure == null) {
                failure = thrown;
            }
            failed = failure != null;
            source = subscription;
        } finally {
            lock.unlock();
        }
        if (source != null) {
            if (failed) {
                source.cancel();
            } else {
                source.request(1);
            }
        }
        finishIfOver();
    }

    @Override
    public void onError(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        ended(thrown);
    }

    @Override
    public void onComplete() {
        ended(null);
    }

    private void ended(@Nullable Throwable thrown) {
        lock.lock();
        try {
            complete = true;
            if (failure == null) {
                failure = thrown;
            }
        } finally {
            lock.unlock();
        }
        finishIfOver();
    }

    private void finishIfOver() {
        Throwable thrown;
        long count;
        lock.lock();
        try {
            if (underway > 0 || !complete && failure == null) {
                return;
            }
            thrown = failure;
            count = written;
        } finally {
            lock.unlock();
        }
        if (thrown == null) {
            done.complete(count);
        } else {
            done.completeExceptionally(thrown);
        }
    }
}
