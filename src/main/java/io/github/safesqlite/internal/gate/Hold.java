// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.text.SqlText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One stay inside the write gate, from enter to exit. It belongs to whoever has this object, not to a thread.
 * Safe for use by multiple threads.
 *
 * <p>No stack is captured on the way in: that would cost every writer more than the gate itself. Where the holder is now can
 * be read from its thread at any time.
 */
public final class Hold {
    private static final long INSIDE = -1;
    private static final AtomicReferenceFieldUpdater<Hold, Staying> STAYING =
            AtomicReferenceFieldUpdater.newUpdater(Hold.class, Staying.class, "staying");

    /** Whether others have to wait for the end of this hold. */
    private enum Staying {
        /** They have to. */
        TO_THE_END,
        /** They are let in before, after a while. */
        UNTIL_OTHERS_WAIT,
        /** It might have given way, and now they have to. */
        KEPT,
        /** They were let in before. */
        GAVE_WAY
    }

    private final WriteGate gate;
    private volatile Entrant entrant;
    private volatile Thread thread;
    private volatile @Nullable String sql;
    private volatile long heldNanos = INSIDE;
    private volatile Staying staying = Staying.TO_THE_END;

    /** Written before {@link #staying}. */
    private @Nullable Patience patience;

    /** Written before this hold becomes the gate's holder. */
    private long sinceNanos;

    /** Hears of the end, if the hold was found to be slow. */
    volatile @Nullable SlowHoldWatcher watcher;

    /** What others waited for this hold and do no longer; guarded by the gate's lock. */
    private long inflictedNanos;

    /** Null until the first job is claimed; guarded by the gate's lock. */
    @Nullable
    ClaimedJobs claimed;

    private final GateStatement statement = new GateStatement();

    /** What the last statement has cost; written before those hear of the end who are told. */
    private GateStatement.@Nullable Spent spentLast;

    /** Whether the statement that it entered with has been said to run. */
    private boolean works;

    Hold(WriteGate gate, Entrant entrant) {
        this.gate = gate;
        this.entrant = entrant;
        this.thread = entrant.thread();
        this.sql = entrant.sql();
    }

    /**
     * Leaves the gate and hands it to the head of the queue. Callable from any thread; only the first call has an effect.
     * Jobs that were claimed and not completed go back to the head of the queue in their order, so call it only when the
     * transaction that ran them is over.
     */
    public void exit() {
        gate.exit(this);
    }

    /** Whether this is the hold that the gate is held by now. */
    public boolean isCurrent() {
        return gate.holder() == this;
    }

    /**
     * Lets the gate end this hold while somebody waits and its patience is over. To be called by the holder, which has not
     * written, right after it entered; it has no effect later. {@link #keep} takes it back.
     *
     * <p>To give way is to leave the gate as by {@link #exit}, at any moment and in another thread. A hold does not give way to
     * another session of its own thread, nor while that one waits, nor if it has claimed jobs.
     */
    public void mayGiveWay(Patience holders) {
        if (staying == Staying.TO_THE_END) {
            patience = holders;
            staying = Staying.UNTIL_OTHERS_WAIT;
            gate.givingWay.look();
        }
    }

    /**
     * Keeps the gate until exit: to be called before the first write.
     *
     * @return whether the session is inside; false if this hold has given way or has ended otherwise
     */
    public boolean keep() {
        STAYING.compareAndSet(this, Staying.UNTIL_OTHERS_WAIT, Staying.KEPT);
        return staying != Staying.GAVE_WAY && isCurrent();
    }

    /** Whether this hold has ended because it gave way. That is decided a moment before it is no longer the gate's holder. */
    public boolean hasGivenWay() {
        return staying == Staying.GAVE_WAY;
    }

    /**
     * Whether those who wait have to wait for its exit: false while it may give way, unless for a session of its own thread, and
     * after it has given way. For diagnosis: it takes the gate's lock.
     */
    public boolean isInTheWay() {
        return stays() || (isUndecided() && gate.givingWay.isHeldUp(this));
    }

    /** Whether it does not give way. */
    boolean stays() {
        Staying now = staying;
        return now == Staying.TO_THE_END || now == Staying.KEPT;
    }

    /** Whether it may give way, and has not done so. */
    boolean isUndecided() {
        return staying == Staying.UNTIL_OTHERS_WAIT;
    }

    /** Goes on as the stay of another session, which was let in by this one's. */
    public void continuedBy(Entrant other) {
        entrant = other;
        thread = other.thread();
        sql = other.sql();
    }

    /** Who entered, or who goes on in its place. */
    public Entrant entrant() {
        return entrant;
    }

    /** The time inside the gate: so far, or in all if it has ended. */
    public Duration held() {
        long total = heldNanos;
        return Duration.ofNanos(total == INSIDE ? gate.nanos() - sinceNanos : total);
    }

    /**
     * Claims up to {@code maximum} jobs from the head of the queue; stops at the first waiter without one that can
     * be done together with the job of this hold. Claimed waiters
     * neither time out nor leave until the job is completed or comes back undone at exit. Empty if this hold has ended.
     */
    public List<GateJob> takeJobs(int maximum) {
        return gate.takeJobs(this, maximum);
    }

    /**
     * Wakes the waiters of {@code done}, which return null from {@code enterOrDelegate}. Jobs that this hold has not claimed
     * are passed over. Fastest in the order in which they were claimed.
     */
    public void completeJobs(List<? extends GateJob> done) {
        gate.completeJobs(this, done);
    }

    /** Notes what the holder runs now, for those who ask who holds the gate. */
    public void working(@Nullable String currentSql) {
        boolean same = !works && Objects.equals(currentSql, sql);
        works = true;
        // Most statements run again, and to write a volatile field takes longer than to read it.
        if (sql != currentSql) {
            sql = currentSql;
        }
        if (!same) {
            costs(currentSql);
        }
    }

    /** Adds the time from now on to the cost of that statement, which may be one of another session. */
    public void costs(@Nullable String currentSql) {
        gate.costs().add(statement.next(currentSql, gate.nanos(), gate.waiting()));
    }

    /** Adds rows that the statement of these costs has changed, by a count that is known anyway. */
    public void changed(long rows) {
        statement.changed(rows);
    }

    /** Notes that the session goes on in another thread. */
    public void movedTo(Thread newThread) {
        if (thread != newThread) {
            thread = newThread;
        }
    }

    /** The thread that the session was last seen in. */
    public Thread thread() {
        return thread;
    }

    /** The statement that the holder runs or ran last, or null if it has not run any. */
    public @Nullable String sql() {
        return sql;
    }

    /** The number of entrants that wait behind this holder. */
    public int waiters() {
        return gate.waiting();
    }

    /** What others may know about this holder now. */
    public HolderInfo info() {
        return new HolderInfo(
                entrant.sessionId(),
                entrant.poolName(),
                thread,
                held(),
                SqlText.shown(sql),
                List.of(),
                entrant.client().applicationName());
    }

    /** Makes {@code slowHoldWatcher} hear of the end of this hold, with what others will have waited for it. */
    public void watchedBy(SlowHoldWatcher slowHoldWatcher) {
        watcher = slowHoldWatcher;
    }

    /** Adds the part of a wait that fell into this hold. Under the gate's lock. */
    void madeWait(Entrant waiter, long nowNanos) {
        inflictedNanos += nowNanos - (waiter.arrivedNanos - sinceNanos > 0 ? waiter.arrivedNanos : sinceNanos);
    }

    void tellEntered(long waitNanos) {
        try {
            entrant.listener().gateEntered(entrant.sessionId(), waitNanos);
        } catch (Throwable failure) {
            // The caller will not get the hold, so nobody could give it back.
            exit();
            throw failure;
        }
    }

    /** Tells those who hear of it that this hold has ended. */
    void tellExited() {
        gate.costs().add(spentLast);
        entrant.listener().gateExited(entrant.sessionId(), heldNanos);
        SlowHoldWatcher slowHoldWatcher = watcher;
        if (slowHoldWatcher != null) {
            slowHoldWatcher.ended(this, inflictedNanos);
        }
    }

    /** Whether its patience is over. To be asked of a hold that may give way. */
    boolean isOld(long nowNanos) {
        return nanosUntilOld(nowNanos) <= 0;
    }

    long nanosUntilOld(long nowNanos) {
        return patience().nanosLeft(nowNanos - sinceNanos, nowNanos);
    }

    /** To be asked of a hold that may give way. */
    Patience patience() {
        return Objects.requireNonNull(patience, "only a hold with a patience may give way");
    }

    /** Decides that it gives way, if it may. Under the gate's lock; the caller ends it. */
    boolean giveWay() {
        return STAYING.compareAndSet(this, Staying.UNTIL_OTHERS_WAIT, Staying.GAVE_WAY);
    }

    /** Begins the hold. Called once, under the gate's lock, before the hold can be seen by others. */
    void begin(long nowNanos, int waiters) {
        sinceNanos = nowNanos;
        statement.begin(sql, nowNanos, waiters);
    }

    /** Ends the hold. Called once, under the gate's lock. Returns the time inside the gate in nanoseconds. */
    long end(long nowNanos, int waiters) {
        spentLast = statement.end(nowNanos, waiters);
        long total = nowNanos - sinceNanos;
        heldNanos = total;
        return total;
    }
}
