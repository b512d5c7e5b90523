// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriter.Binder;
import io.github.safesqlite.batch.BatchWriter.Subscriber;
import io.github.safesqlite.batch.BatchWriter.Unit;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The batch writer: it admits writes to the queue, and a chore takes batches out and writes them. Thread-safe. */
final class QueuedWriter implements BatchWriter, OpenWriter {
    private static final int REMEMBERED_TEXTS = 256;

    private final long id = BatchWriters.nextId();
    private final WriterHome home;
    private final BatchWriterOptions options;
    private final Ticker ticker;
    private final SqlClassifier classifier = new SqlClassifier(REMEMBERED_TEXTS);
    private final WriteQueue queue;
    private final BatchTarget target;
    private final Deliveries deliveries;
    private final BatchLedger ledger;
    private final Admissions admissions;
    private final Chore chore;

    QueuedWriter(BatchWriterOptions options, Ticker ticker, BatchTarget target, WriterHome home) {
        this.home = home;
        this.options = options;
        this.ticker = ticker;
        this.target = target;
        this.queue = new WriteQueue(options, ticker);
        this.chore = Chore.writing("safesqlite-writer " + options.name(), this::work);
        this.deliveries = new Deliveries(options.name(), options.capacity(), options.executor(), chore::soon);
        this.ledger = new BatchLedger(options.name(), ticker, home.listeners());
        this.admissions = new Admissions(options, ticker, queue, deliveries, ledger, chore);
    }

    @Override
    public CompletableFuture<WriteResult> submit(String sql, @Nullable Object... parameters) {
        return admissions.submit(StatementWrite.of(StatementText.of(sql, classifier), parameters));
    }

    @Override
    public CompletableFuture<WriteResult> submit(String sql, Binder binder) {
        return admissions.submit(
                StatementWrite.of(StatementText.of(sql, classifier), Objects.requireNonNull(binder, "binder")));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Unit<T> unit) {
        return admissions.submit(new UnitWrite<>(Objects.requireNonNull(unit, "unit")));
    }

    @Override
    public Optional<CompletableFuture<WriteResult>> trySubmit(String sql, @Nullable Object... parameters) {
        return admissions.trySubmit(StatementWrite.of(StatementText.of(sql, classifier), parameters));
    }

    @Override
    public Optional<CompletableFuture<WriteResult>> trySubmit(String sql, Binder binder) {
        return admissions.trySubmit(
                StatementWrite.of(StatementText.of(sql, classifier), Objects.requireNonNull(binder, "binder")));
    }

    @Override
    public <T extends @Nullable Object> Optional<CompletableFuture<T>> trySubmit(Unit<T> unit) {
        return admissions.trySubmit(new UnitWrite<>(Objects.requireNonNull(unit, "unit")));
    }

    @Override
    public CompletableFuture<@Nullable Void> flush() {
        FlushMark mark = new FlushMark();
        switch (queue.mark(mark)) {
            case ADDED_WAKE -> chore.soon();
            case CLOSED -> {
                mark.reached(admissions.closed());
                mark.complete();
            }
            default -> {}
        }
        return mark.future();
    }

    @Override
    public <T> Subscriber<T> subscriber(String sql, Function<? super T, @Nullable Object[]> parameters) {
        StatementText text = StatementText.of(sql, classifier);
        return new RowSubscriber<>(
                item -> admissions.submitAnyway(StatementWrite.of(text, parameters.apply(item))), options.batchSize());
    }

    /** What the chore does: writes as long as there is something to write. */
    private @Nullable Duration work() {
        List<Entry> batch = deliveries.hasRoom() ? queue.take() : List.of();
        while (!batch.isEmpty()) {
            write(batch);
            batch = deliveries.hasRoom() ? queue.takeNext() : List.of();
        }
        // Without room for outcomes it is woken when there is.
        return deliveries.hasRoom() ? queue.rest() : null;
    }

    private void write(List<Entry> batch) {
        try {
            List<Write<?>> writes = new ArrayList<>(batch.size());
            for (Entry entry : batch) {
                if (entry instanceof Write<?> write) {
                    writes.add(write);
                }
            }
            long start = ticker.nanos();
            writeAll(writes);
            ledger.written(batch, writes.size(), Duration.ofNanos(ticker.nanos() - start));
        } finally {
            queue.written();
            deliveries.deliver(batch);
        }
    }

    private void writeAll(List<Write<?>> writes) {
        try {
            if (!writes.isEmpty()) {
                target.write(writes);
            }
        } catch (RuntimeException | Error broken) {
            // Nobody knows how far it came, and nobody may wait for ever.
            for (Write<?> write : writes) {
                if (!write.isSettled()) {
                    write.fail(admissions.inDoubt(broken));
                }
            }
        }
    }

    @Override
    public BatchWriterSnapshot snapshot() {
        WriteQueue.Load load = queue.load();
        return ledger.snapshot(
                id,
                load.waiting(),
                options.capacity(),
                load.bytes(),
                options.maxBytes(),
                load.oldest(),
                load.blocked());
    }

    @Override
    public void close() {
        close(Deadline.after(ticker, home.closeTimeout()));
    }

    @Override
    public void close(Deadline deadline) {
        int lost = end(deadline);
        if (lost > 0) {
            ledger.logLost(lost, deadline.limit());
        }
    }

    @Override
    public int close(Duration longest) {
        return end(Deadline.after(ticker, longest));
    }

    private int end(Deadline deadline) {
        if (chore.isRunHere()) {
            throw new IllegalStateException(
                    options.name() + ": a binder or a unit can not close the batch writer that runs it");
        }
        boolean wasOpen = queue.close();
        chore.soon();
        boolean all = queue.awaitEmpty(deadline);
        int lost = 0;
        if (!all) {
            List<Entry> rest = queue.drain();
            for (Entry entry : rest) {
                if (entry instanceof Write<?> write) {
                    write.fail(admissions.closed());
                    lost++;
                } else if (entry instanceof FlushMark mark) {
                    mark.reached(admissions.closed());
                }
            }
            ledger.lost(lost);
            deliveries.deliver(rest);
            lost += queue.load().underway();
        }
        chore.end();
        if (wasOpen) {
            deliveries.close(deadline);
            home.closed().closed(this);
        }
        return lost;
    }
}
