// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.internal.batch.BatchLedger;
import io.github.safesqlite.internal.batch.BatchTarget;
import io.github.safesqlite.internal.batch.BatchTransaction.Connections;
import io.github.safesqlite.internal.batch.FlushMark;
import io.github.safesqlite.internal.batch.Write;
import io.github.safesqlite.internal.counter.MergedCounter.Pending;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.RateLimit;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.Connection;
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
    private final Connections connections;
    private final BatchTarget target;
    private final BatchLedger ledger;
    private final Ticker ticker;
    private final RateLimit warnings;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean failed;

    /** The last flush, as long as nobody knows whether it was committed. Under the lock. */
    private @Nullable DoubtfulFlush doubtful;

    CounterFlush(String name, Connections connections, BatchTarget target, BatchLedger ledger, Ticker ticker) {
        this.name = name;
        this.connections = connections;
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
            decide();
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
            Throwable undecided = decide();
            Throwable failure = undecided == null ? store(counters) : undecided;
            failed = failure != null;
            if (doubtful == null) {
                boolean makeRoom = room.isShort();
                counters.forEach(counter -> room.left(counter.evict(makeRoom)));
            }
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Throwable store(Collection<MergedCounter> counters) {
        long start = ticker.nanos();
        List<Pending> sent = new ArrayList<>();
        counters.forEach(counter -> counter.take(sent));
        FlushMarker marker = marker(sent);
        List<Write<?>> writes = new ArrayList<>(sent.size());
        sent.forEach(pending -> writes.add(pending.write()));
        if (!writes.isEmpty()) {
            target.write(marked(writes, marker));
        }
        for (Pending each : sent) {
            if (!DoubtfulFlush.isInDoubt(each)) {
                each.settled(each.isWritten());
            }
        }
        doubtful = DoubtfulFlush.of(marker, sent);
        ledger.written(writes, writes.size(), Duration.ofNanos(ticker.nanos() - start));
        warnOfMissing(sent);
        decide();
        return failure(sent);
    }

    private static @Nullable FlushMarker marker(List<Pending> sent) {
        for (Pending each : sent) {
            FlushMarker marker = each.marker();
            if (marker != null) {
                return marker;
            }
        }
        return null;
    }

    private static List<Write<?>> marked(List<Write<?>> writes, @Nullable FlushMarker marker) {
        if (marker == null) {
            return writes;
        }
        List<Write<?>> marked = new ArrayList<>(writes.size() + 2);
        marked.add(marker.first());
        marked.addAll(writes);
        marked.add(marker.last());
        return marked;
    }

    /** Finds out what became of a flush whose COMMIT failed; why that is not possible now, or null if there is none. */
    private @Nullable Throwable decide() {
        DoubtfulFlush open = doubtful;
        if (open == null) {
            return null;
        }
        int unknown;
        try (Connection connection = connections.open()) {
            unknown = open.decide(connection);
        } catch (SQLException broken) {
            return broken;
        }
        doubtful = null;
        long leftOut = unknown == 0 ? RateLimit.REFUSED : warnings.tryPass();
        if (leftOut != RateLimit.REFUSED) {
            log.atWarn()
                    .addKeyValue("writer", name)
                    .addKeyValue("failures", unknown)
                    .log(
                            "{}: a commit failed, and whether it was applied is not known: {} sums are stored again, so they may"
                                    + " count twice.",
                            name,
                            unknown);
        }
        return null;
    }

    private static @Nullable Throwable failure(List<Pending> all) {
        for (Pending pending : all) {
            if (!pending.isWritten()) {
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
