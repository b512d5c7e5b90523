// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
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
    private final SessionCore core;
    private final Companion companion;
    private final ChangeCounters counters;
    private final DataVersion dataVersion;
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
    private final Thread opener = Thread.currentThread();

    /** Opens a session; it holds no physical connection yet. */
    public Session(SessionContext context) {
        this(context, () -> {});
    }

    /** Opens a session that closes with it what serves it alone. */
    public Session(SessionContext context, Companion companion) {
        this.companion = companion;
        this.core = new SessionCore(context, new Above());
        this.counters = new ChangeCounters();
        this.dataVersion = new DataVersion(context.source());
        this.gateAccess = new GateAccess(this);
        this.transaction = new Transaction(this);
        this.runner = new StatementRunner(this);
        this.batches = new Batches(this);
        this.forgotten = new Forgotten(this);
    }

    /** What the floors above do for the core. */
    private final class Above implements FloorsAbove {
        @Override
        public OpenRead beginRead() {
            return OwnRead.begin(core);
        }

        @Override
        public void leaving(Lease lease) {
            counters.note(lease);
        }

        @Override
        public void beforeCallOf(@Nullable Caller statement) throws SQLException {
            returning.beforeCallOf(statement);
        }

        @Override
        public SQLException explained(SQLException failure) {
            if (SqliteErrors.isStaleSnapshot(failure)
                    && !(failure instanceof StaleSnapshotException)
                    && !(failure instanceof TransactionAbortedException)) {
                return transaction.staleSnapshot(failure);
            }
            return StorageFailures.explain(failure, core);
        }

        @Override
        public boolean isInTransaction() {
            return transaction.isOpen();
        }

        @Override
        public BusyLook at(RetryPoint point) {
            return new BusyWait(Session.this, point);
        }

        @Override
        public void reclaim() {
            watched.reclaim();
        }
    }

    /** What a session closes with itself. */
    @FunctionalInterface
    public interface Companion {
        /** Closes it. */
        void close() throws SQLException;
    }

    /** Starts the watch over {@code handle}, the object through which the caller holds this session. */
    public void handedOutAs(Object handle) {
        core.watchedBy(core.context().leaks().checkout(handle, watched));
        core.context().listeners().sessionOpened(core.id());
    }

    /** Number of this session in the JVM, for messages and events. */
    public long id() {
        return core.id();
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
        return core.context();
    }

    /** What a caller can set on a connection. */
    public SessionSettings settings() {
        return settings;
    }

    SessionCore core() {
        return core;
    }

    /** Repeats while SQLite is busy; what has entered the gate for it passes on the deadline that it entered with. */
    <T> T retrying(RetryPoint point, String sql, RunningCall call, Deadline deadline, BusyAction<T> action)
            throws SQLException {
        return core.retrying(point, sql, call, deadline, action);
    }

    RunningCall callOfOther(String sql) {
        return core.callOfOther(sql);
    }

    /** Whether statements belong to a transaction that the caller ends. */
    boolean inTransactionMode() {
        return core.commitMode() == CommitMode.MANUAL || transaction.isOpen();
    }

    boolean isReadOnly() {
        return core.isReadOnly();
    }

    void makeWayForWriter() {
        core.makeWayForWriter();
    }

    Throwable openedAt() {
        return core.openedAt();
    }

    Duration openFor() {
        return core.openFor();
    }

    /** Rolls back what is open, closes statements and result sets, gives the connection back. Twice does no harm. */
    public void close() throws SQLException {
        if (Thread.currentThread() != opener) {
            sharedByThreads();
        }
        core.lock();
        try {
            if (core.end().close()) {
                endParts();
            }
        } finally {
            core.unlock();
        }
    }

    private void endParts() throws SQLException {
        Ending.of(
                statements::closeForgotten,
                forgotten::transaction,
                transaction::rollback,
                core.binding()::close,
                () -> core.context().gate().readers().removeAllOf(core),
                core::closed,
                companion::close);
    }

    /** Ends the session as {@link #abort} does, but what its user hears is that the DataSource is closed. */
    void dataSourceClosed(Executor executor) {
        core.end().dataSourceClosed();
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
        core.calls().endAny(core.end().abort());
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Makes sure that it can be used.
     *
     * @throws SessionClosedException if it is closed or aborted
     */
    public void checkOpen() throws SQLException {
        core.end().check();
    }

    SessionEnd end() {
        return core.end();
    }

    WatchedSession watched() {
        return watched;
    }

    Forgotten forgotten() {
        return forgotten;
    }

    void sharedByThreads() {
        core.sharedByThreads();
    }

    boolean isSharedByThreads() {
        return core.isSharedByThreads();
    }

    /** Held while a call of the session runs. */
    Lock callLock() {
        return core.callLock();
    }

    void lock() {
        core.lock();
    }

    boolean tryLock() {
        return core.tryLock();
    }

    /** Whether the lock was free within that time; an interrupt ends only the wait for it, and is kept. */
    boolean tryLock(Duration longest) {
        return core.tryLock(longest);
    }

    void unlock() {
        core.unlock();
    }

    void noteRowId() {
        Lease lease = core.binding().current();
        if (lease != null) {
            counters.noteRowId(lease);
        }
    }

    /** How many rows it has changed so far. */
    long totalChanges() throws SQLException {
        return counters.total(core.binding().current());
    }

    ChangeCounters counters() {
        return counters;
    }

    DataVersion dataVersion() {
        return dataVersion;
    }

    Activity activity() {
        return core.activity();
    }

    Binding binding() {
        return core.binding();
    }

    Calls calls() {
        return core.calls();
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
