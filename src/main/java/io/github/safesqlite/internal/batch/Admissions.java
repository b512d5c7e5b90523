// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.Overflow;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.batch.WriteQueue.Admission;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How writes get into the queue, and what becomes of those that do not. Safe for use by multiple threads. */
final class Admissions {
    private final BatchWriterOptions options;
    private final Ticker ticker;
    private final WriteQueue queue;
    private final Deliveries deliveries;
    private final BatchLedger ledger;
    private final Chore chore;

    /** @param chore what writes, to be woken */
    Admissions(
            BatchWriterOptions options,
            Ticker ticker,
            WriteQueue queue,
            Deliveries deliveries,
            BatchLedger ledger,
            Chore chore) {
        this.options = options;
        this.ticker = ticker;
        this.queue = queue;
        this.deliveries = deliveries;
        this.ledger = ledger;
        this.chore = chore;
    }

    /** Queues it, or does what the options say if there is no room. */
    <T extends @Nullable Object> CompletableFuture<T> submit(Write<T> write) {
        Admission admission = queue.offer(write);
        boolean canFit = write.bytes() <= options.maxBytes();
        return ended(write, admission == Admission.FULL && canFit ? overflow(write) : admission);
    }

    /** Queues it if there is room; empty if there is none. */
    <T extends @Nullable Object> Optional<CompletableFuture<T>> trySubmit(Write<T> write) {
        Admission admission = queue.offer(write);
        return admission == Admission.FULL ? Optional.empty() : Optional.of(ended(write, admission));
    }

    /** Queues it for a submitter that has a bound of its own. */
    <T extends @Nullable Object> CompletableFuture<T> submitAnyway(Write<T> write) {
        return ended(write, queue.add(write));
    }

    private <T extends @Nullable Object> CompletableFuture<T> ended(Write<T> write, Admission admission) {
        switch (admission) {
            case ADDED -> {}
            case ADDED_WAKE -> chore.soon();
            case FULL -> refuse(write, full(write));
            case CLOSED -> refuse(write, closed());
            case INTERRUPTED -> refuse(write, interrupted());
        }
        return write.future();
    }

    private Admission overflow(Write<?> write) {
        return switch (options.overflow()) {
            case FAIL -> Admission.FULL;
            case DROP_OLDEST -> dropOldest(write);
            case BLOCK -> await(write);
        };
    }

    private Admission await(Write<?> write) {
        if (chore.isRunHere() || deliveries.isDeliveringHere()) {
            throw new IllegalStateException(options.name()
                    + ": submit would wait for room in the queue on a thread that the batch writer needs to make room. Submit on"
                    + " another thread, use trySubmit, or raise capacity (" + options.capacity() + ").");
        }
        return queue.put(write, Deadline.after(ticker, options.maxBlock()));
    }

    private Admission dropOldest(Write<?> write) {
        List<Write<?>> dropped = new ArrayList<>();
        Admission admission = queue.replaceOldest(write, dropped);
        for (Write<?> old : dropped) {
            old.fail(refusal(
                    Reason.DROPPED,
                    "dropped for a newer write, since the queue was full (overflow=DROP_OLDEST)",
                    null));
            ledger.dropped(old);
        }
        if (!dropped.isEmpty()) {
            deliveries.deliverOrComplete(dropped);
        }
        return admission;
    }

    /** It was never in the queue: its submitter hears it at once. */
    private void refuse(Write<?> write, BatchWriterException refusal) {
        write.fail(refusal);
        if (refusal.reason() == Reason.FULL) {
            ledger.dropped(write);
        }
        write.complete();
    }

    private BatchWriterException full(Write<?> write) {
        if (write.bytes() > options.maxBytes()) {
            return refusal(
                    Reason.FULL,
                    "not written: it takes about " + write.bytes() + " bytes, more than maxBytes=" + options.maxBytes(),
                    null);
        }
        String limits = "capacity=" + options.capacity() + ", maxBytes=" + options.maxBytes() + ", overflow="
                + options.overflow()
                + (options.overflow() == Overflow.BLOCK
                        ? ", maxBlock=" + options.maxBlock().toMillis() + " ms"
                        : "");
        return refusal(
                Reason.FULL,
                "not written: the queue is full (" + limits + "). Rows come faster than the disk takes them.",
                null);
    }

    /** Why a write that comes, or still waits, when the writer closes is not written. */
    BatchWriterException closed() {
        return refusal(Reason.CLOSED, "not written: the batch writer is closed", null);
    }

    /** Why a write has no other outcome. */
    BatchWriterException inDoubt(Throwable broken) {
        return refusal(Reason.IN_DOUBT, "not known whether it was written: " + broken, broken);
    }

    private BatchWriterException interrupted() {
        return refusal(
                Reason.INTERRUPTED,
                "not written: interrupted while waiting for room in the queue",
                new InterruptedException());
    }

    private BatchWriterException refusal(Reason reason, String message, @Nullable Throwable cause) {
        return new BatchWriterException(reason, options.name() + ": " + message, cause);
    }
}
