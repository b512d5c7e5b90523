// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection as its caller sees it, from {@code getConnection()} to {@code close()}.
 *
 * <p><b>Ownership.</b> A session owns its transaction, its statements and, while they need one, a physical connection.
 * <b>Threads.</b> One lock admits one call at a time; {@link #abort}, {@link SessionStatement#cancel} and
 * {@link #isClosed} do not take it. <b>Lock order.</b> Session lock, then gate, then pool; an outer session's lock is
 * only tried, for a short time, while an inner one is held.
 */
public final class Session {
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final SessionContext context;
    private final Companion companion;
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionEnd end;
    private final ChangeCounters counters;
    private final DataVersion dataVersion;
    private final Binding binding;
    private final Calls calls;
    private final GateAccess gateAccess;
    private final Transaction transaction;
    private final StatementRunner runner;
    private final Batches batches;
    private final Returning returning = new Returning(this);
    private final Forgotten forgotten;
    private final SessionSettings settings = new SessionSettings(this);
    private final Statements statements = new Statements(this);
    private final DriverAccess driver = new DriverAccess(this);
    private final WatchedSession watched = new WatchedSession(this);
    private final long openedNanos;
    private final Thread opener = Thread.currentThread();
    private @Nullable Checkout checkout;
    private volatile boolean sharedByThreads;
    private final Activity activity;
    private final BusyLook.Source looks = point -> new BusyWait(this, point);

    /** Opens a session; it holds no physical connection yet. */
    public Session(SessionContext context) {
        this(context, () -> {});
    }

    /** Opens a session that closes with it what serves it alone. */
    public Session(SessionContext context, Companion companion) {
        this.context = context;
        this.companion = companion;
        this.openedNanos = context.ticker().nanos();
        this.activity = new Activity(openedNanos);
        this.end = new SessionEnd(context.poolName(), id);
        this.counters = new ChangeCounters();
        this.dataVersion = new DataVersion(context.source());
        this.calls = new Calls(this);
        this.binding = new Binding(
                context,
                id,
                settings,
                counters,
                calls::endReason,
                this::beginRead,
                calls::leavingConnection,
                new RowsToMemory(this));
        this.gateAccess = new GateAccess(this);
        this.transaction = new Transaction(this);
        this.runner = new StatementRunner(this);
        this.batches = new Batches(this);
        this.forgotten = new Forgotten(this);
    }

    /** What a session closes with itself. */
    @FunctionalInterface
    public interface Companion {
        /** Closes it. */
        void close() throws SQLException;
    }

    /** Starts the watch over {@code handle}, the object through which the caller holds this session. */
    public void handedOutAs(Object handle) {
        checkout = context.leaks().checkout(handle, watched);
        context.listeners().sessionOpened(id);
    }

    /** Number of this session in the JVM, for messages and events. */
    public long id() {
        return id;
    }

    private OpenRead beginRead() {
        return OwnRead.begin(this);
    }

    /** Its statements. */
    public Statements statements() {
        return statements;
    }

    /** The driver's objects beneath it. */
    public DriverAccess driver() {
        return driver;
    }

    /** What it shares with the other sessions of its DataSource. */
    public SessionContext context() {
        return context;
    }

    /** What a caller can set on a connection. */
    public SessionSettings settings() {
        return settings;
    }

    void cursorClosed(Cursor cursor) throws SQLException {
        if (cursor.statement() != null) {
            cursor.statement().cursorClosed();
        }
    }

    /** Repeats while SQLite is busy; what has entered the gate for it passes on the deadline that it entered with. */
    <T> T retrying(RetryPoint point, String sql, RunningCall call, Deadline deadline, BusyAction<T> action)
            throws SQLException {
        return context.retry().run(context.poolName(), id, point, sql, deadline, call.backoff(), looks, action);
    }

    RunningCall callOfOther(String sql) {
        return RunningCall.ofOther(context.source(), id, sql);
    }

    /** Whether statements belong to a transaction that the caller ends. */
    boolean inTransactionMode() {
        return settings.beginsTransactions() || transaction.isOpen();
    }

    boolean isReadOnly() {
        return settings.isReadOnly();
    }

    void makeWayForWriter() {
        runner.makeWayForWriter();
    }

    Throwable openedAt() {
        Checkout current = checkout;
        return current == null ? new Throwable("connection #" + id) : current.acquiredAt();
    }

    Duration openFor() {
        return Duration.ofNanos(context.ticker().nanos() - openedNanos);
    }

    /** Rolls back what is open, closes statements and result sets, gives the connection back. Twice does no harm. */
    public void close() throws SQLException {
        if (Thread.currentThread() != opener) {
            sharedByThreads();
        }
        lock.lock();
        try {
            if (end.close()) {
                endParts();
            }
        } finally {
            lock.unlock();
        }
    }

    private void endParts() throws SQLException {
        Ending.of(
                statements::closeForgotten,
                forgotten::transaction,
                transaction::rollback,
                binding::close,
                () -> context.gate().readers().removeAllOf(this),
                this::tellClosed,
                companion::close);
    }

    private void tellClosed() {
        if (checkout != null) {
            checkout.returned();
        }
        context.listeners().sessionClosed(id, context.ticker().nanos() - openedNanos);
    }

    /** Ends the session as {@link #abort} does, but what its user hears is that the DataSource is closed. */
    void dataSourceClosed(Executor executor) {
        end.dataSourceClosed();
        abort(executor);
    }

    /** Ends the session from any thread: what runs is interrupted now, the rest is closed by the executor. */
    public void abort(Executor executor) {
        if (isClosed()) {
            return;
        }
        sharedByThreads();
        endRunning();
        // An interrupt just before SQLite begins to run the statement is lost, so it is repeated until all is closed.
        Planned again = QueryTimer.repeat(this::endRunning);
        boolean accepted = false;
        try {
            executor.execute(() -> {
                watched.reclaim();
                again.cancel();
            });
            accepted = true;
        } finally {
            if (!accepted) {
                again.cancel();
            }
        }
    }

    private void endRunning() {
        calls.endAny(end.abort());
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return end.isEnded();
    }

    /**
     * Makes sure that it can be used.
     *
     * @throws SessionClosedException if it is closed or aborted
     */
    public void checkOpen() throws SQLException {
        end.check();
    }

    SessionEnd end() {
        return end;
    }

    WatchedSession watched() {
        return watched;
    }

    Forgotten forgotten() {
        return forgotten;
    }

    void sharedByThreads() {
        sharedByThreads = true;
    }

    boolean isSharedByThreads() {
        return sharedByThreads;
    }

    /** Held while a call of the session runs. */
    Lock callLock() {
        return lock;
    }

    void lock() {
        lock.lock();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    /** Whether the lock was free within that time; an interrupt ends only the wait for it, and is kept. */
    boolean tryLock(Duration longest) {
        try {
            return lock.tryLock() || lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void unlock() {
        lock.unlock();
    }

    void noteRowId() {
        Lease lease = binding.current();
        if (lease != null) {
            counters.noteRowId(lease);
        }
    }

    /** How many rows it has changed so far. */
    long totalChanges() throws SQLException {
        return counters.total(binding.current());
    }

    ChangeCounters counters() {
        return counters;
    }

    DataVersion dataVersion() {
        return dataVersion;
    }

    Activity activity() {
        return activity;
    }

    Binding binding() {
        return binding;
    }

    Calls calls() {
        return calls;
    }

    GateAccess gateAccess() {
        return gateAccess;
    }

    Transaction transaction() {
        return transaction;
    }

    StatementRunner runner() {
        return runner;
    }

    Batches batches() {
        return batches;
    }

    Returning returning() {
        return returning;
    }
}
