// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.batch.BatchLedger;
import io.github.safesqlite.internal.batch.BatchTransaction;
import io.github.safesqlite.internal.batch.BatchWriters;
import io.github.safesqlite.internal.batch.Deliveries;
import io.github.safesqlite.internal.batch.FlushMark;
import io.github.safesqlite.internal.batch.OpenWriter;
import io.github.safesqlite.internal.batch.StatementText;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The counters of one set of options: what they share, and when they are flushed. Thread-safe. */
public final class MergedCounters implements Counters, OpenWriter {
    private static final int REMEMBERED_TEXTS = 64;
    private static final int BYTES_OF_KEY = 256;

    private final long id = BatchWriters.nextId();
    private final CountersOptions options;
    private final BatchWriters home;
    private final Ticker ticker;
    private final SqlClassifier classifier = new SqlClassifier(REMEMBERED_TEXTS);
    private final Map<List<Object>, MergedCounter> counters = new ConcurrentHashMap<>();
    private final KeyRoom room;
    private final CounterFlush flush;
    private final Deliveries deliveries;
    private final Queue<FlushMark> marks = new ConcurrentLinkedQueue<>();
    private final Chore chore;
    private volatile boolean closed;

    /** Whether the chore will look again by itself. */
    private volatile boolean awake;

    private long lastFlushNanos;

    private MergedCounters(CountersOptions options, BatchWriters home) {
        this.options = options;
        this.home = home;
        this.ticker = home.ticker();
        this.flush = new CounterFlush(
                options.name(),
                home.connections(),
                new BatchTransaction(options.name(), home.connections()),
                new BatchLedger(options.name(), ticker, home.listeners()),
                ticker);
        this.room = new KeyRoom(options.maxKeys());
        this.lastFlushNanos = ticker.nanos();
        this.chore = Chore.writing("safesqlite-writer " + options.name(), this::work);
        this.deliveries = new Deliveries(options.name(), Integer.MAX_VALUE, null, () -> {});
    }

    /** Opens counters, which {@code home} knows until they are closed. */
    public static Counters open(CountersOptions options, BatchWriters home) {
        MergedCounters opened = new MergedCounters(options, home);
        home.opened(opened);
        return opened;
    }

    @Override
    public Counter counter(String table, String column, Merge merge, String... keyColumns) throws SQLException {
        List<Object> name = List.of(table, column, merge, List.of(keyColumns));
        MergedCounter known = counters.get(name);
        if (known != null) {
            return known;
        }
        CounterSql sql = CounterSql.of(table, column, merge, options.insertMissing(), keyColumns);
        return created(name, sql.store(), sql.read(), merge);
    }

    @Override
    public Counter statement(String sql, Merge merge) throws SQLException {
        List<Object> name = List.of(sql, merge);
        MergedCounter known = counters.get(name);
        return known != null ? known : created(name, sql, "", merge);
    }

    private MergedCounter created(List<Object> name, String store, String read, Merge merge) throws SQLException {
        StatementText text = StatementText.of(store, classifier);
        int parameters = parameters(store);
        if (parameters == 0) {
            throw new SQLException(options.name() + ": the first parameter must be the value of the counter: " + store);
        }
        MergedCounter created = new MergedCounter(this, text, read, merge, parameters - 1);
        MergedCounter other = counters.putIfAbsent(name, created);
        return other == null ? created : other;
    }

    /** Compiles it, so that a mistake shows now and not with each flush. */
    private int parameters(String sql) throws SQLException {
        try (Connection connection = home.connections().open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.getParameterMetaData().getParameterCount();
        }
    }

    @Override
    public void add(String table, Map<String, ?> key, String column, long delta) throws SQLException {
        Map<String, Object> sorted = new TreeMap<>(key);
        counter(table, column, Merge.SUM, sorted.keySet().toArray(String[]::new))
                .add(delta, sorted.values().toArray());
    }

    // Called by the counters.

    void adding() {
        if (closed) {
            throw new IllegalStateException(options.name() + ": the counters are closed");
        }
    }

    void added() {
        if (!awake) {
            awake = true;
            chore.soon();
        }
    }

    /** Takes room for a new key. */
    void enter() {
        if (room.tryEnter()) {
            return;
        }
        if (!room.enter(Deadline.after(ticker, options.maxBlock()), chore::soon)) {
            throw new RejectedExecutionException(options.name() + ": there is no room for a new key: " + room.keys()
                    + " are in memory (maxKeys), and none was stored within "
                    + options.maxBlock().toMillis()
                    + " ms (maxBlock). The database does not take them, or maxKeys is too low.");
        }
    }

    void left(int keys) {
        room.left(keys);
    }

    OptionalLong read(String sql, CounterKey key) throws SQLException {
        try (Connection connection = home.connections().open()) {
            return FlushMarker.read(connection, sql, key);
        }
    }

    OptionalLong betweenFlushes(CounterFlush.Part<OptionalLong> part) throws SQLException {
        return flush.between(part);
    }

    // The flush.

    private @Nullable Duration work() {
        long sinceFlush = ticker.nanos() - lastFlushNanos;
        Duration left = options.interval().minusNanos(sinceFlush);
        if (left.isNegative() || left.isZero() || !marks.isEmpty() || closed || room.hasWaiters()) {
            flushNow();
            return flush.hasFailed() && !closed ? options.interval() : null;
        }
        return left;
    }

    private void flushNow() {
        Queue<FlushMark> reached = new ConcurrentLinkedQueue<>();
        for (FlushMark mark = marks.poll(); mark != null; mark = marks.poll()) {
            reached.add(mark);
        }
        awake = false;
        try {
            Throwable failure = flush.run(counters.values(), room);
            reached.forEach(mark -> mark.reached(failure));
        } catch (RuntimeException | Error broken) {
            reached.forEach(mark -> mark.reached(broken));
            throw broken;
        } finally {
            awake |= flush.hasFailed();
            lastFlushNanos = ticker.nanos();
            if (!reached.isEmpty()) {
                deliveries.deliver(List.copyOf(reached));
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> flush() {
        FlushMark mark = new FlushMark();
        if (closed) {
            mark.reached(new IllegalStateException(options.name() + ": the counters are closed"));
            mark.complete();
        } else {
            marks.add(mark);
            chore.soon();
        }
        return mark.future();
    }

    @Override
    public BatchWriterSnapshot snapshot() {
        return flush.ledger()
                .snapshot(
                        id,
                        room.keys(),
                        room.most(),
                        (long) BYTES_OF_KEY * room.keys(),
                        (long) BYTES_OF_KEY * room.most(),
                        awake ? Duration.ofNanos(ticker.nanos() - lastFlushNanos) : Duration.ZERO,
                        room.blocked());
    }

    @Override
    public void close() {
        close(Deadline.after(ticker, home.closeTimeout()));
    }

    @Override
    public void close(Deadline deadline) {
        int lost = end(deadline);
        if (lost > 0) {
            flush.ledger().logLost(lost, deadline.limit());
        }
    }

    @Override
    public int close(Duration longest) {
        return end(Deadline.after(ticker, longest));
    }

    private int end(Deadline deadline) {
        if (closed) {
            return 0;
        }
        FlushMark last = new FlushMark();
        marks.add(last);
        closed = true;
        chore.soon();
        boolean over = flush.awaitRun(last, deadline);
        chore.end();
        deliveries.close(deadline);
        home.closed(this);
        return over ? flush.pending(counters.values()) : Math.max(1, room.keys());
    }
}
