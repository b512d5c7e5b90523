// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.invariant.WaitInvariant;
import io.github.safesqlite.internal.time.Deadline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a session to enter a write gate, from before it arrives until it holds the gate, was served or gave up.
 * Used for one attempt only. {@link #cancel} may be called from any thread.
 */
public final class Entrant extends Chain.Member<Entrant> {
    /** Where an entrant stands. Changes under the gate's lock only; the waiting thread reads it without. */
    enum State {
        /** Has not arrived at a gate. */
        NEW,
        /** Stands in the queue: may be granted the gate, be claimed or leave. */
        WAITING,
        /** Holds the gate, or held it. */
        GRANTED,
        /** The holder does its job: can neither time out nor leave. */
        CLAIMED,
        /** Its job was completed by a holder. */
        DONE,
        /** Gave up: can never be granted the gate. */
        LEFT
    }

    private static final SqliteListener NOBODY = new SqliteListener() {};

    private final long sessionId;
    private final String poolName;
    private final Thread thread;
    private final @Nullable String sql;
    private final @Nullable GateJob job;
    private final SqliteListener listener;
    private final @Nullable Object owner;

    // Written before arrival.
    private @Nullable Path attachedFile;
    private ClientInfo client = ClientInfo.NONE;
    private boolean isTurnless;
    private boolean rejectsHopelessWait;
    private @Nullable WaitCheck check;

    private volatile @Nullable WriteGate gate;
    private volatile @Nullable SQLException cancelReason;
    volatile State state = State.NEW;

    /** Whether it was told that the gate is free and has not looked yet. Written under the gate's lock. */
    volatile boolean isWoken;

    // Guarded by the gate's lock.
    private boolean wasWoken;
    private @Nullable SQLException refusal;
    private long firstWokenNanos;

    // Written on arrival, before the state becomes WAITING or GRANTED; read after.
    private @Nullable Thread waiter;
    long arrivedNanos;

    /** What ends the wait; written when it begins. */
    private volatile @Nullable Deadline deadline;

    @Nullable
    Hold hold;

    /** An entrant that nobody listens to. */
    public Entrant(long sessionId, String poolName, Thread thread, @Nullable String sql, @Nullable GateJob job) {
        this(sessionId, poolName, thread, sql, job, NOBODY, null);
    }

    /**
     * An entrant whose entering, leaving and timing out is told to {@code listener}, outside the gate's lock.
     *
     * @param owner what its creator wants to find again, which the gate only keeps, or null
     */
    public Entrant(
            long sessionId,
            String poolName,
            Thread thread,
            @Nullable String sql,
            @Nullable GateJob job,
            SqliteListener listener,
            @Nullable Object owner) {
        this.sessionId = sessionId;
        this.poolName = poolName;
        this.thread = thread;
        this.sql = sql;
        this.job = job;
        this.listener = listener;
        this.owner = owner;
    }

    /** Lets {@code waitCheck} end the wait. To be called before arrival. */
    public void checkedBy(WaitCheck waitCheck) {
        check = waitCheck;
    }

    /** The session that wants to write. */
    public long sessionId() {
        return sessionId;
    }

    /** The name of the pool that the session came from; pools on one file share a gate. */
    public String poolName() {
        return poolName;
    }

    /** The thread that the session ran on when it arrived. */
    public Thread thread() {
        return thread;
    }

    /** What the creator of this entrant wants to find again, or null. */
    public @Nullable Object owner() {
        return owner;
    }

    /** The statement that the session wants to run, or null if there is none yet. */
    public @Nullable String sql() {
        return sql;
    }

    /** Notes, before it arrives, what its session has said about itself. */
    public Entrant ofClient(ClientInfo sessionsClient) {
        client = sessionsClient;
        return this;
    }

    /** What its session has said about itself. */
    public ClientInfo client() {
        return client;
    }

    /** Whether it lets interactive entrants go before it. */
    public boolean isBackground() {
        return client.priority() == Priority.BACKGROUND && !isTurnless;
    }

    /** Lets it be refused, if it arrives and is not likely to enter before its deadline. To be called before arrival. */
    public Entrant rejectingHopelessWait(boolean wanted) {
        rejectsHopelessWait = wanted;
        return this;
    }

    /** Whether it may be refused for that; one that checks its wait ends it for a better reason. */
    boolean rejectsHopelessWait() {
        return rejectsHopelessWait && check == null;
    }

    /** Notes, before it arrives, that the gate is that of a file which its session has attached. */
    public Entrant ofAttached(@Nullable Path file) {
        attachedFile = file;
        return this;
    }

    /** The file of the gate if the session has that attached, or null if it is its main database. */
    @Nullable
    Path attachedFile() {
        return attachedFile;
    }

    /**
     * Lets it enter, before it arrives, also when it is not the turn of this process. One that is inside another gate must not wait
     * for a process that may wait for that one. For the same reason it is not in the background.
     */
    Entrant withoutTurn() {
        isTurnless = true;
        return this;
    }

    boolean needsNoTurn() {
        return isTurnless;
    }

    /** The time since it arrived at the gate; zero before. */
    public Duration waited() {
        WriteGate at = gate;
        return at == null ? Duration.ZERO : Duration.ofNanos(at.nanos() - arrivedNanos);
    }

    /** The work that a holder may do in this entrant's place, or null if the entrant must enter itself. */
    public @Nullable GateJob job() {
        return job;
    }

    /** Ends the wait with a {@link StatementCancelledException}, as {@link #cancel(SQLException)} does. */
    public boolean cancel() {
        return cancel(StatementCancelledException.cancelled(poolName, sessionId, sql, null));
    }

    /**
     * Ends the wait: {@code enter} throws {@code reason}. Before arrival it makes the arrival fail. It has no effect on an
     * entrant that was granted the gate; one whose job was claimed is only cancelled if the job comes back undone.
     *
     * @return whether the entrant leaves (or will not enter) because of this call
     */
    public boolean cancel(SQLException reason) {
        // Arrival writes the gate and then reads the reason, we write the reason and then read the gate:
        // one of the two sees the other.
        cancelReason = reason;
        WriteGate arrivedAt = gate;
        return arrivedAt == null || arrivedAt.cancel(this, reason);
    }

    /** Does not let it in, since it was cancelled before it arrived. Under the gate's lock. */
    void refuse(SQLException reason) {
        state = State.LEFT;
        refusal = reason;
    }

    /** Whether it was not let in for that reason. Under the gate's lock. */
    boolean isRefusedFor(SQLException reason) {
        return refusal == reason;
    }

    /** Marks the arrival of the calling thread. Called once, under the gate's lock. */
    void arrive(WriteGate at, Hold futureHold, long nowNanos) {
        if (state != State.NEW) {
            throw new IllegalStateException("This entrant has been at a gate before (" + state + ").");
        }
        waiter = Thread.currentThread();
        arrivedNanos = nowNanos;
        hold = futureHold;
        gate = at;
    }

    /** The calling thread waits until then. */
    void waitsUntil(Deadline end) {
        deadline = end;
    }

    /** Why it should not be waiting any more, or null. For one that waits. */
    @Nullable
    String wrongWithWait() {
        return WaitInvariant.broken(Objects.requireNonNull(waiter), deadline);
    }

    /** Who it is, in words. */
    String describe() {
        return "connection #" + sessionId + " on thread \"" + thread.getName() + "\"";
    }

    /** It is told that the gate is free. Under the gate's lock; the caller lets it run after. */
    void wake(long nowNanos) {
        if (!wasWoken) {
            wasWoken = true;
            firstWokenNanos = nowNanos;
        }
        isWoken = true;
    }

    /** Whether it was told for the first time so long ago that nobody may go before it any more. Under the gate's lock. */
    boolean isOverdue(long nowNanos) {
        return wasWoken && nowNanos - firstWokenNanos >= Turns.OVERTAKING_NANOS;
    }

    boolean isChecked() {
        return check != null;
    }

    /** Ends the wait if it is in vain; the longest time to wait before the next call. Called by the waiting thread. */
    long lookUp() {
        WaitCheck waitCheck = check;
        if (waitCheck == null) {
            return Long.MAX_VALUE;
        }
        SQLException inVain = waitCheck.look();
        return inVain != null && cancel(inVain) ? 0 : waitCheck.nanosToNextLook();
    }

    @Nullable
    SQLException cancelReason() {
        return cancelReason;
    }

    SqliteListener listener() {
        return listener;
    }

    /** Whether that one hears of it: the listeners of a DataSource hear of its own entrants. */
    public boolean isToldTo(SqliteListener one) {
        return listener == one;
    }

    /** Lets a waiting thread, if there is one, look at its state. Called without the lock, which it would only run into. */
    static void unpark(@Nullable Entrant entrant) {
        if (entrant != null) {
            LockSupport.unpark(entrant.waiter);
        }
    }
}
