// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the writes of one writer: counted, told to listeners and to flushes, and logged if they failed, since nobody
 * may look at a future. Safe for use by multiple threads.
 */
public final class BatchLedger {
    private static final Log log = Log.named("io.github.safesqlite.batch");
    private static final int MOST_WARNINGS = 5;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final String writer;
    private final Listeners listeners;
    private final RateLimit warnings;
    private final Throwable openedAt;

    // Guarded by this.
    private long batches;
    private long written;
    private long failed;
    private long dropped;
    private int droppedSinceReport;
    private @Nullable Throwable failureSinceFlush;

    /** One that is empty. The stack of its making is that of the opening of the writer. */
    public BatchLedger(String writer, Ticker ticker, Listeners listeners) {
        this.writer = writer;
        this.listeners = listeners;
        this.warnings = new RateLimit(ticker, MOST_WARNINGS, INTERVAL);
        this.openedAt = new Throwable("batch writer " + writer + " was opened here");
    }

    /** A batch is settled; its marks learn of failures. */
    public void written(List<? extends Entry> batch, int writes, Duration took) {
        int failures = 0;
        Throwable first = null;
        BatchReport report;
        synchronized (this) {
            for (Entry entry : batch) {
                if (entry instanceof FlushMark mark) {
                    mark.reached(failureSinceFlush);
                    failureSinceFlush = null;
                } else if (entry instanceof Write<?> write && write.failure() != null) {
                    failures++;
                    first = first == null ? write.failure() : first;
                    noteForFlush(write.failure());
                }
            }
            batches += writes > 0 ? 1 : 0;
            failed += failures;
            written += writes - failures;
            report = new BatchReport(writer, writes - failures, failures, droppedSinceReport, took);
            droppedSinceReport = 0;
        }
        if (writes > 0) {
            listeners.batchWritten(report);
        }
        if (first != null) {
            logFailures(failures, writes, first);
        }
    }

    private void noteForFlush(@Nullable Throwable failure) {
        if (failureSinceFlush == null) {
            failureSinceFlush = failure;
        }
    }

    private void logFailures(int failures, int writes, Throwable first) {
        long leftOut = warnings.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            log.atWarn()
                    .addKeyValue("writer", writer)
                    .addKeyValue("failures", failures)
                    .addKeyValue("leftOut", leftOut)
                    .setCause(first)
                    .log(
                            "{}: {} of the {} writes of a batch failed; the future of each says why, this is the first{}.",
                            writer,
                            failures,
                            writes,
                            RateLimit.clause(leftOut));
        }
    }

    /** There was no room for a write, which has failed. */
    void dropped(Write<?> write) {
        synchronized (this) {
            dropped++;
            droppedSinceReport++;
            noteForFlush(write.failure());
        }
        long leftOut = warnings.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            log.atWarn()
                    .addKeyValue("writer", writer)
                    .addKeyValue("leftOut", leftOut)
                    .log(
                            "{}: there is no room for writes, so some are lost: they come faster than the disk takes them{}.",
                            writer,
                            RateLimit.clause(leftOut));
        }
    }

    /** So many were given up at the close. */
    synchronized void lost(int writes) {
        failed += writes;
    }

    /** Tells of writes that a close has given up. */
    public void logLost(int writes, Duration waited) {
        log.atWarn()
                .addKeyValue("writer", writer)
                .addKeyValue("lost", writes)
                .addKeyValue("waitedMillis", waited.toMillis())
                .log(
                        "{}: {} writes were not confirmed within closeTimeout ({} ms) when the batch writer was closed; those that"
                                + " were still waiting are not written.",
                        writer,
                        writes,
                        waited.toMillis());
    }

    /** Its numbers, beside those of what waits. */
    public synchronized BatchWriterSnapshot snapshot(
            long writerId, int depth, int capacity, long bytes, long maxBytes, Duration oldest, long blocked) {
        return new BatchWriterSnapshot(
                writerId, writer, depth, capacity, bytes, maxBytes, oldest, batches, written, failed, dropped, blocked,
                openedAt);
    }
}
