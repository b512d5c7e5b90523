// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.gate.ClientInfo;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of a session share: its lock, its connections, its current call, and the settings of its caller.
 *
 * <p><b>Threads.</b> One lock admits one call at a time. <b>Lock order.</b> Session lock, then gate, then pool; an outer
 * session's lock is only tried, for a short time, while an inner one is held.
 */
public final class SessionCore {
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final SessionContext context;
    private final FloorsAbove above;
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionEnd end;
    private final Activity activity = new Activity();
    private final Calls calls;
    private final Binding binding;
    private @Nullable Checkout checkout;
    private volatile boolean sharedByThreads;
    private volatile CommitMode commitMode = CommitMode.AUTOCOMMIT;
    private volatile boolean readOnly;
    private volatile ClientInfo client = ClientInfo.NONE;

    public SessionCore(SessionContext context, FloorsAbove above) {
        this.context = context;
        this.above = above;
        this.end = new SessionEnd(context.poolName(), id);
        this.calls = new Calls(context, id, lock, end, activity, above);
        this.binding = new Binding(context, id, calls, above);
    }

    /** Number of this session in the JVM, for messages and events. */
    public long id() {
        return id;
    }

    /** What it shares with the other sessions of its DataSource. */
    public SessionContext context() {
        return context;
    }

    public Binding binding() {
        return binding;
    }

    public Calls calls() {
        return calls;
    }

    public Activity activity() {
        return activity;
    }

    public SessionEnd end() {
        return end;
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return end.isEnded();
    }

    /** Repeats while SQLite is busy; what has entered the gate for it passes on the deadline that it entered with. */
    public <T> T retrying(RetryPoint point, String sql, RunningCall call, Deadline deadline, BusyAction<T> action)
            throws SQLException {
        try {
            return repeated(point, sql, call, deadline, action);
        } catch (SQLException failure) {
            if (!SqliteErrors.isStaleSnapshot(failure) || !canLeaveSnapshotOfRows()) {
                throw failure;
            }
            return repeated(point, sql, call, deadline, action);
        }
    }

    private <T> T repeated(RetryPoint point, String sql, RunningCall call, Deadline deadline, BusyAction<T> action)
            throws SQLException {
        return context.retry().run(context.poolName(), id, point, sql, deadline, call::backoff, above, action);
    }

    /**
     * Takes the rows into memory that are open on a connection that the session keeps, if outside of a transaction nothing but
     * these holds it to an old snapshot, on which SQLite lets nobody write.
     */
    private boolean canLeaveSnapshotOfRows() {
        Lease lease = binding.current();
        return context.source().keepsBound()
                && lease != null
                && lease.hasOpenCursors()
                && !lease.isKeptFor(KeepReason.TRANSACTION)
                && binding.freeOfCursors();
    }

    public RunningCall callOfOther(String sql) {
        return RunningCall.ofOther(context.source(), id, sql);
    }

    /**
     * Frees the session for the hot connection: gives back one that it needs no more and leaves one with open result
     * sets to them, since a write on their old snapshot would fail (SQLITE_BUSY_SNAPSHOT). In rollback-journal mode the
     * open result set would block the other connection's commit instead, so there the write runs beside it.
     */
    public void makeWayForWriter() {
        binding.release();
        Lease lease = binding.current();
        if (lease != null
                && lease.hasOpenCursors()
                && !lease.isKept()
                && context.readsBesideWrites()
                && !context.source().keepsBound()) {
            binding.leaveToCursors();
        }
    }

    public CommitMode commitMode() {
        return commitMode;
    }

    public void setCommitMode(CommitMode mode) {
        commitMode = mode;
    }

    /** A COMMIT or ROLLBACK in SQL has ended the transaction. */
    public void transactionEndedBySql() {
        if (commitMode == CommitMode.MANUAL) {
            commitMode = CommitMode.MANUAL_ENDED_BY_SQL;
        }
    }

    /** Whether writes are refused. */
    public boolean isReadOnly() {
        return readOnly;
    }

    public void setReadOnly(boolean wanted) {
        readOnly = wanted;
    }

    /** What its user has said about itself. */
    public ClientInfo client() {
        return client;
    }

    public void setClient(ClientInfo said) {
        client = said;
    }

    /** Its user has opened it. */
    public void opened(Checkout watch) {
        checkout = watch;
        activity.opened(watch.startNanos());
    }

    /** Its user has closed it. */
    public void closed() {
        Checkout watch = checkout;
        if (watch != null) {
            watch.returned();
        }
        if (context.listeners().hearClosedSessions()) {
            context.listeners().sessionClosed(id, openFor().toNanos());
        }
    }

    public Throwable openedAt() {
        Checkout watch = checkout;
        return watch == null ? new Throwable("connection #" + id) : watch.acquiredAt();
    }

    public Duration openFor() {
        Checkout watch = checkout;
        return watch == null ? Duration.ZERO : watch.held();
    }

    public void sharedByThreads() {
        sharedByThreads = true;
    }

    boolean isSharedByThreads() {
        return sharedByThreads;
    }

    /** Held while a call of the session runs. */
    Lock callLock() {
        return lock;
    }

    public void lock() {
        lock.lock();
    }

    public boolean tryLock() {
        return lock.tryLock();
    }

    /** Whether the lock was free within that time; an interrupt ends only the wait for it, and is kept. */
    public boolean tryLock(Duration longest) {
        try {
            return lock.tryLock() || lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public void unlock() {
        lock.unlock();
    }
}
