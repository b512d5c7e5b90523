// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.internal.batch.BatchLedger;
import io.github.safesqlite.internal.batch.BatchTarget;
import io.github.safesqlite.internal.batch.FlushMark;
import io.github.safesqlite.internal.batch.Write;
import io.github.safesqlite.internal.counter.MergedCounter.Pending;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Stores what is pending of all counters in one transaction, one flush at a time. Safe for use by multiple threads. */
final class CounterFlush {
    private static final Log log = Log.named("io.github.safesqlite.batch");

    private final String name;
    private final BatchTarget target;
    private final BatchLedger ledger;
    private final Ticker ticker;
    private final RateLimit warnings;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean failed;

    CounterFlush(String name, BatchTarget target, BatchLedger ledger, Ticker ticker) {
        this.name = name;
        this.target = target;
        this.ledger = ledger;
        this.ticker = ticker;
        this.warnings = new RateLimit(ticker, 1, Duration.ofSeconds(10));
    }

    /** What must not see a flush by half. */
    @FunctionalInterface
    interface Part<T> {
        T run() throws SQLException;
    }

    <T> T between(Part<T> part) throws SQLException {
        lock.lock();
        try {
            return part.run();
        } finally {
            lock.unlock();
        }
    }

    BatchLedger ledger() {
        return ledger;
    }

    /** Whether something of the last one is not stored. */
    boolean hasFailed() {
        return failed;
    }

    /** Stores what is pending; why some of it is pending still, or null if nothing is. */
    @Nullable
    Throwable run(Collection<MergedCounter> counters, KeyRoom room) {
        lock.lock();
        try {
            long start = ticker.nanos();
            List<Pending> all = new ArrayList<>();
            List<List<Pending>> byCounter = new ArrayList<>();
            List<MergedCounter> order = List.copyOf(counters);
            for (MergedCounter counter : order) {
                List<Pending> taken = new ArrayList<>();
                counter.take(taken);
                byCounter.add(taken);
                all.addAll(taken);
            }
            List<Write<?>> writes = new ArrayList<>(all.size());
            all.forEach(pending -> writes.add(pending.write()));
            if (!writes.isEmpty()) {
                target.write(writes);
            }
            for (int i = 0; i < order.size(); i++) {
                byCounter.get(i).forEach(order.get(i)::settled);
            }
            Throwable failure = failure(all);
            failed = failure != null;
            ledger.written(writes, writes.size(), Duration.ofNanos(ticker.nanos() - start));
            warnOfMissing(all);
            boolean makeRoom = room.isShort();
            order.forEach(counter -> room.left(counter.evict(makeRoom)));
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Throwable failure(List<Pending> all) {
        for (Pending pending : all) {
            if (!pending.isStored()) {
                return pending.write().failure();
            }
        }
        return null;
    }

    private void warnOfMissing(List<Pending> all) {
        int missing = 0;
        String sql = "";
        for (Pending pending : all) {
            WriteResult result = pending.write().value();
            if (result != null && result.updateCount() == 0) {
                missing++;
                sql = pending.write().sql();
            }
        }
        long leftOut = missing == 0 ? RateLimit.REFUSED : warnings.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            log.atWarn()
                    .addKeyValue("writer", name)
                    .addKeyValue("lost", missing)
                    .addKeyValue("sql", sql)
                    .log(
                            "{}: {} counters changed no row, since there is none with their key, so what was added to them is"
                                    + " lost: {}",
                            name,
                            missing,
                            sql);
        }
    }

    /** How many keys are not stored. */
    int pending(Collection<MergedCounter> counters) {
        lock.lock();
        try {
            List<Pending> left = new ArrayList<>();
            counters.forEach(counter -> counter.take(left));
            return left.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the flush that reaches the mark; whether it came. An interrupt is kept, and ends the wait. */
    boolean awaitRun(FlushMark mark, Deadline deadline) {
        try {
            mark.future().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException failure) {
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
