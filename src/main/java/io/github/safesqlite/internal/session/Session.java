// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.SessionUse;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.leak.LeakSubject;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection as its caller sees it, from {@code getConnection()} to {@code close()}.
 *
 * <p><b>Ownership.</b> A session owns its transaction, its statements and, while they need one, a physical connection.
 * <b>Threads.</b> One lock admits one call at a time; {@link #abort}, {@link SessionStatement#cancel} and
 * {@link #isClosed} do not take it. <b>Lock order.</b> Session lock, then gate, then pool; an outer session's lock is
 * only tried while an inner one is held.
 */
public final class Session implements LeakSubject {
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final SessionContext context;
    private final Companion companion;
    private final ReentrantLock lock = new ReentrantLock();
    private final ChangeCounters counters;
    private final Binding binding;
    private final Calls calls;
    private final GateAccess gateAccess;
    private final Transaction transaction;
    private final StatementRunner runner;
    private final Batches batches;
    private final Forgotten forgotten;
    private final SessionSettings settings = new SessionSettings(this);
    private final Set<SessionStatement> statements = Collections.newSetFromMap(new IdentityHashMap<>(4));
    private final long openedNanos;
    private final Thread opener = Thread.currentThread();
    private @Nullable Checkout checkout;
    private volatile boolean closed;
    private volatile boolean aborted;
    private volatile boolean sharedByThreads;
    private volatile @Nullable String reclaimReason;
    private final Activity activity;

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
        this.counters = new ChangeCounters();
        this.calls = new Calls(this);
        this.binding = new Binding(context.source(), id, counters, this::beginRead, calls::leavingConnection);
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
        checkout = context.leaks().checkout(handle, this);
        context.listeners().sessionOpened(id);
    }

    /** Number of this session in the JVM, for messages and events. */
    public long id() {
        return id;
    }

    @Override
    public long sessionId() {
        return id;
    }

    @Override
    public @Nullable String executingSql() {
        return calls.runningSql();
    }

    private OpenRead beginRead() {
        return new OpenRead(context.ticker().nanos(), calls.runningSql(), Thread.currentThread());
    }

    @Override
    public SessionUse use() {
        String sql = executingSql();
        return new SessionUse(
                binding.connectionId(),
                sql == null ? null : context.shown(sql),
                Duration.ofNanos(Math.max(0, context.ticker().nanos() - activity.lastUseNanos())),
                activity.lastKinds(),
                transaction.state(),
                statements.size(),
                activity.openCursors());
    }

    @Override
    public int uses() {
        return activity.uses();
    }

    @Override
    public @Nullable OpenRead openRead() {
        return binding.openRead();
    }

    @Override
    public boolean endRead(OpenRead read, SQLException reason) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (transaction.isWriting() || read != binding.openRead()) {
                return false;
            }
            for (Lease lease : binding.leases()) {
                for (Cursor cursor : lease.openCursors()) {
                    cursor.end(reason);
                }
            }
            transaction.endReading(reason);
        } catch (SQLException failure) {
            reason.addSuppressed(failure);
        } finally {
            lock.unlock();
        }
        return read != binding.openRead();
    }

    @Override
    public boolean reclaimIdle(int usesSeen, Duration idle) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (closed || executingSql() != null || activity.uses() != usesSeen) {
                return false;
            }
            reclaimReason = "taken back as a leak after it had been idle for " + idle.toMillis() + " ms (reclaimLeaks)";
            reclaim();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What it shares with the other sessions of its DataSource. */
    public SessionContext context() {
        return context;
    }

    /** What a caller can set on a connection. */
    public SessionSettings settings() {
        return settings;
    }

    /** A statement that takes its SQL when it runs. */
    public SessionStatement createStatement() throws SQLException {
        return registered(SessionStatement.plain(this));
    }

    /**
     * A statement for this SQL. A text that is seen for the first time is compiled once, so that a mistake in it
     * surfaces here.
     *
     * @throws SQLException if SQLite rejects the text, or if it holds several statements
     */
    public SessionStatement prepare(String sql, boolean keysWanted) throws SQLException {
        checkOpen();
        SqlScript script = context.script(sql);
        if (script.statements().size() > 1) {
            throw new SQLException(
                    "prepareStatement: the text holds " + script.statements().size()
                            + " statements, of which only the first would run: " + context.shown(sql)
                            + ". Prepare each, or run them with Statement.execute.");
        }
        SqlStatement statement = script.single();
        return registered(SessionStatement.prepared(this, statement, parameterCount(statement), keysWanted));
    }

    private int parameterCount(SqlStatement sql) throws SQLException {
        Integer known = context.parameterCounts().of(sql.sql());
        if (known != null) {
            return known;
        }
        // Compiling a PRAGMA may apply it (sqlite.org/pragma.html), and SQLite does not know the driver's own commands.
        if (sql.kind() == StatementKind.PRAGMA || sql.kind() == StatementKind.DRIVER_COMMAND) {
            return 0;
        }
        int count = compiled(sql, delegate -> delegate.getParameterMetaData().getParameterCount());
        context.parameterCounts().remember(sql.sql(), count);
        return count;
    }

    <T> T compiled(SqlStatement sql, SessionStatement.Description<T> description) throws SQLException {
        return calls.run(null, sql.sql(), call -> {
            PhysicalConnection connection =
                    binding.reader(context.connectionDeadline()).connection();
            try {
                // A used one would do, but the driver forgets the columns of a statement with its result set.
                connection.forget(sql);
                PreparedStatement delegate = connection.borrow(sql);
                try {
                    return description.of(delegate);
                } finally {
                    connection.giveBack(delegate, true);
                }
            } finally {
                binding.release();
            }
        });
    }

    private SessionStatement registered(SessionStatement statement) throws SQLException {
        lock.lock();
        try {
            checkOpen();
            statements.add(statement);
            return statement;
        } finally {
            lock.unlock();
        }
    }

    void statementClosed(SessionStatement statement) {
        statements.remove(statement);
    }

    /** The driver's connection; from now on this session keeps it to itself, and the pool gets no use of it after. */
    public Connection driverConnection() throws SQLException {
        return calls.run(null, null, call -> {
            Lease lease = binding.reader(context.connectionDeadline());
            lease.pin(Pin.RAW_HANDLE);
            lease.connection().discard("the caller unwrapped it");
            return lease.connection().delegate();
        });
    }

    /** Runs something on the driver's connection that changes nothing, such as a look at the metadata. */
    public <T> T withDriver(DriverCall<T> driverCall) throws SQLException {
        return calls.run(null, null, call -> {
            Lease lease = binding.reader(context.connectionDeadline());
            try {
                call.executingOn(lease.connection());
                return driverCall.on(lease.connection().delegate());
            } finally {
                binding.release();
            }
        });
    }

    /** Opens a result set on the driver's connection outside of any statement of the caller, such as metadata gives. */
    public Cursor query(DriverCall<java.sql.ResultSet> driverCall) throws SQLException {
        return calls.run(null, null, call -> {
            Lease lease = binding.reader(context.connectionDeadline());
            try {
                call.executingOn(lease.connection());
                Cursor cursor = new Cursor(
                        this,
                        null,
                        lease,
                        null,
                        driverCall.on(lease.connection().delegate()));
                lease.cursorOpened(cursor);
                return cursor;
            } finally {
                binding.release();
            }
        });
    }

    /** A result set with these rows. */
    Cursor cursorOver(ReadOut rows, @Nullable SessionStatement statement) throws SQLException {
        Lease lease = binding.reader(context.connectionDeadline());
        try {
            PreparedStatement delegate = lease.connection().delegate().prepareStatement(rows.toQuery());
            Cursor cursor = new Cursor(this, statement, lease, delegate, delegate.executeQuery());
            lease.cursorOpened(cursor);
            return cursor;
        } finally {
            binding.release();
        }
    }

    /** Something to do on the driver's connection. */
    @FunctionalInterface
    public interface DriverCall<T> {
        /** Does it. */
        T on(Connection delegate) throws SQLException;
    }

    void cursorClosed(Cursor cursor) throws SQLException {
        binding.cursorClosed(cursor);
        if (cursor.statement() != null) {
            cursor.statement().cursorClosed();
        }
    }

    /** Reads it to the end, which is what makes SQLite do the work. */
    static long drained(Cursor cursor) throws SQLException {
        long rows = 0;
        while (cursor.next()) {
            rows++;
        }
        cursor.close();
        return rows;
    }

    /** Repeats while SQLite is busy; what has entered the gate for it passes on the deadline that it entered with. */
    <T> T retrying(RetryPoint point, String sql, RunningCall call, Deadline deadline, BusyAction<T> action)
            throws SQLException {
        return context.retry().run(context.poolName(), id, point, sql, deadline, call.backoff(), action);
    }

    RunningCall unboundedCall(String sql) {
        return new RunningCall(context.source(), id, null, sql);
    }

    /** Whether statements belong to a transaction that the caller ends. */
    boolean inTransactionMode() {
        return !settings.isAutoCommit() || transaction.isOpen();
    }

    boolean isReadOnly() {
        return settings.isReadOnly();
    }

    void makeWayForWriter() {
        runner.makeWayForWriter();
    }

    Throwable openedAt() {
        Checkout current = checkout;
        return current == null ? new Throwable("session #" + id) : current.acquiredAt();
    }

    Duration openFor() {
        return Duration.ofNanos(context.ticker().nanos() - openedNanos);
    }

    /** Whether a connection to the database still answers. */
    public boolean isValid() throws SQLException {
        if (isClosed()) {
            return false;
        }
        return calls.run(null, null, call -> {
            Lease lease = binding.reader(context.connectionDeadline());
            try {
                return lease.connection().isValid();
            } finally {
                binding.release();
            }
        });
    }

    /** Rolls back what is open, closes statements and result sets, gives the connection back. Twice does no harm. */
    public void close() throws SQLException {
        if (Thread.currentThread() != opener) {
            sharedByThreads();
        }
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                end();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() throws SQLException {
        try {
            closeStatements();
        } finally {
            try {
                forgotten.transaction();
                transaction.rollback();
                giveBack();
            } finally {
                if (checkout != null) {
                    checkout.returned();
                }
                context.listeners().sessionClosed(id, context.ticker().nanos() - openedNanos);
                companion.close();
            }
        }
    }

    private void giveBack() {
        Lease lease = binding.current();
        if (lease != null && lease.isPinnedBy(Pin.SESSION_STATE)) {
            lease.connection().restorePragmas();
        }
        binding.close();
    }

    private void closeStatements() throws SQLException {
        int resultSets = 0;
        int count = statements.size();
        forgotten.statements(statements);
        for (SessionStatement statement : statements.toArray(new SessionStatement[0])) {
            resultSets += statement.closeForgotten();
        }
        statements.clear();
        if (count > 0) {
            context.listeners().statementsForgotten(id, count, resultSets);
        }
    }

    /** Ends the session from any thread: what runs is interrupted now, the rest is closed by the executor. */
    public void abort(Executor executor) {
        if (isClosed()) {
            return;
        }
        sharedByThreads();
        markAborted();
        executor.execute(this::reclaim);
    }

    @Override
    public void abort() {
        abort(Runnable::run);
    }

    void markAborted() {
        aborted = true;
        calls.endAny(SessionClosedException.ended(context.poolName(), id, "aborted"));
    }

    @Override
    public void reclaim() {
        try {
            close();
        } catch (SQLException failure) {
            for (Lease lease : binding.leases()) {
                lease.connection().discard("its session could not be closed: " + failure.getMessage());
            }
            binding.close();
        }
    }

    /** Whether it was closed or aborted. */
    public boolean isClosed() {
        return closed || aborted;
    }

    /**
     * Makes sure that it can be used.
     *
     * @throws SessionClosedException if it is closed or aborted
     */
    public void checkOpen() throws SQLException {
        throwIfReclaimed();
        if (aborted) {
            throw SessionClosedException.ended(context.poolName(), id, "aborted");
        }
        if (closed) {
            throw SessionClosedException.closed(context.poolName(), id);
        }
    }

    /** Says what became of a session that its user did not close. */
    void throwIfReclaimed() throws SessionClosedException {
        String reason = reclaimReason;
        if (reason != null) {
            throw SessionClosedException.ended(context.poolName(), id, reason);
        }
    }

    void sharedByThreads() {
        sharedByThreads = true;
    }

    boolean isSharedByThreads() {
        return sharedByThreads;
    }

    void lock() {
        lock.lock();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    void noteCounters() {
        Lease lease = binding.current();
        if (lease != null) {
            counters.note(lease);
        }
    }

    ChangeCounters counters() {
        return counters;
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
}
