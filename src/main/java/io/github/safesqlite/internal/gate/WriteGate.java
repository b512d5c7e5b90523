// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.background.Timer;
import io.github.safesqlite.internal.gate.Entrant.State;
import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.lock.ShortLock;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fair gate that admits one writing session per database file, in order of arrival, except that background ones let others go
 * first ({@link WaitQueue}), and for a few that arrive just as the next one wakes up ({@link Turns}). Owned by a {@link Hold},
 * not by a thread. A hold that only reads may end before its owner leaves ({@link GivingWay}). Safe for use by multiple threads.
 *
 * <p>How it works. Every change of an entrant's {@link State} and of the queue happens under one short internal lock, so each
 * race (granted or timed out, claimed or interrupted, cancelled or granted) has exactly one winner, decided there. The waiting
 * thread only acts on the state that it finds. A waiter parks without spinning, since a spinning waiter takes the core that the
 * holder needs; a wake-up without a change of state is harmless.
 */
public final class WriteGate {
    private static final List<Entrant> NOBODY = List.of();
    private static final AtomicLong CREATED = new AtomicLong();

    /** Who enters several gates does so in the order of their numbers. */
    final long number = CREATED.incrementAndGet();

    private final Ticker ticker;
    private final ReentrantLock lock = new ShortLock();
    private final GateTimes times;
    private final Turns turns;
    final GivingWay givingWay;
    private final ProcessLooks processes;
    private final ThreadUse threads = new ThreadUse();
    private final Readers readers = new Readers();
    private final GateCosts costs;

    /** A free gate that measures with the machine's time. */
    public WriteGate() {
        this(Ticker.system());
    }

    /** A free gate that measures waits and holds with {@code ticker}. */
    public WriteGate(Ticker ticker) {
        this(ticker, Timer::after);
    }

    WriteGate(Ticker ticker, GivingWay.Later later) {
        this.ticker = ticker;
        this.times = new GateTimes(ticker.nanos());
        this.costs = new GateCosts(ticker);
        this.turns = new Turns(times);
        this.givingWay = new GivingWay(lock, turns, ticker, later);
        this.processes = new ProcessLooks(lock, turns, givingWay, ticker, later);
    }

    /** Has writers need that right from now on, which other processes may have; null is none. */
    public void shareBetweenProcesses(@Nullable WriteRight right) {
        processes.share(right);
    }

    /**
     * Enters, waiting in the order of {@link WaitQueue} until {@code deadline}. A free gate is entered at once, whatever the
     * deadline or the thread's interrupt flag. An entrant that gives up leaves no trace: it cannot be granted the gate later.
     *
     * @throws WriteGateTimeoutException if the deadline passes first, or is likely to and the entrant rejects such waits; it
     *     names the holder and the queue
     * @throws StatementCancelledException if the thread is interrupted while waiting; the interrupt flag stays set
     * @throws SQLException the reason given to {@link Entrant#cancel(SQLException)}
     */
    public Hold enter(Entrant entrant, Deadline deadline) throws SQLException {
        if (entrant.job() != null) {
            throw new IllegalArgumentException("An entrant with a job may be served by another; use enterOrDelegate.");
        }
        Hold hold = enterOrDelegate(entrant, deadline);
        if (hold == null) {
            throw new IllegalStateException("An entrant without a job was served.");
        }
        return hold;
    }

    /**
     * Enters like {@link #enter}, or returns null when a holder has taken the entrant's job and completed it. While a holder
     * works on the job the wait has no limit, and an interrupt is only remembered.
     */
    public @Nullable Hold enterOrDelegate(Entrant entrant, Deadline deadline) throws SQLException {
        Hold entered = arrive(entrant);
        if (entered != null) {
            entered.tellEntered(0);
            return entered;
        }
        Hold granted = await(entrant, deadline);
        if (granted != null) {
            granted.tellEntered(ticker.nanos() - entrant.arrivedNanos);
        }
        return granted;
    }

    /** The stay inside the gate now, or null if the gate is free. */
    public @Nullable Hold holder() {
        return turns.holder();
    }

    /** Whether nobody is inside; who waits then is about to enter. */
    public boolean isFree() {
        return turns.holder() == null;
    }

    /** The number of entrants in the queue; those whose job a holder has claimed are not in it. */
    public int waiting() {
        return turns.queue().size();
    }

    /** The entrants in the queue, first to enter first. */
    public List<Entrant> waiters() {
        lock.lock();
        try {
            return turns.queue().toList();
        } finally {
            lock.unlock();
        }
    }

    /** What is not as it must be now, if it lasts. */
    public List<Suspicion> suspicions() {
        lock.lock();
        try {
            return turns.suspicions();
        } finally {
            lock.unlock();
        }
    }

    /** What was seen of the threads that use the file. */
    public ThreadUse threads() {
        return threads;
    }

    /** Who reads the file, if it has no write-ahead log. */
    public Readers readers() {
        return readers;
    }

    /** What statements have cost inside. */
    public GateCosts costs() {
        return costs;
    }

    /** What the gate did in the last minutes. */
    public GateLoad load() {
        lock.lock();
        try {
            Hold hold = turns.holder();
            return times.load(
                    ticker.nanos(),
                    hold == null ? 0 : hold.held().toNanos(),
                    hold == null || waiting() == 0 || !hold.isInTheWay() ? null : hold.sql());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Hold arrive(Entrant entrant) throws SQLException {
        Hold hold = new Hold(this, entrant);
        long now = ticker.nanos();
        lock.lock();
        try {
            entrant.arrive(this, hold, now);
            SQLException cancelled = entrant.cancelReason();
            if (cancelled != null) {
                entrant.refuse(cancelled);
                throw cancelled;
            }
            return turns.enterOrQueue(entrant, hold, now) ? hold : null;
        } finally {
            lock.unlock();
            processes.plan();
        }
    }

    /** Waits until the entrant was granted the gate (its hold), was served (null) or gives up. */
    private @Nullable Hold await(Entrant entrant, Deadline deadline) throws SQLException {
        boolean interrupted = false;
        entrant.waitsUntil(deadline);
        try {
            givingWay.look();
            if (entrant.rejectsHopelessWait()) {
                rejectIfHopeless(entrant, deadline);
            }
            while (true) {
                State state = entrant.state;
                if (state == State.WAITING && entrant.isWoken) {
                    // Then looks again: waiting for the lock may have used up the wake-up that came with a new state.
                    enterIfFirst(entrant);
                } else if (state == State.WAITING) {
                    interrupted |= Thread.interrupted();
                    // Before the deadline, so that a wait in vain ends with its own reason.
                    long nextLook = entrant.lookUp();
                    long remaining = deadline.remainingNanos();
                    if (interrupted || remaining == 0) {
                        giveUp(entrant, deadline, interrupted, null);
                    } else {
                        LockSupport.parkNanos(this, Math.min(remaining, nextLook));
                    }
                } else if (state == State.CLAIMED) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                } else {
                    return outcome(entrant);
                }
            }
        } catch (RuntimeException | Error failure) {
            abandon(entrant);
            throw failure;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable Hold outcome(Entrant entrant) throws SQLException {
        SQLException cancelled = entrant.cancelReason();
        if (entrant.state == State.LEFT && cancelled != null) {
            throw cancelled;
        }
        return entrant.state == State.GRANTED ? entrant.hold : null;
    }

    /** Undoes the arrival of a thread that stops waiting because of an error, such as a stack overflow. */
    private void abandon(Entrant entrant) {
        entrant.cancel(new SQLException("The wait for the write gate failed."));
        Hold hold = entrant.hold;
        if (hold != null && entrant.state == State.GRANTED) {
            hold.exit();
        }
    }

    private void rejectIfHopeless(Entrant entrant, Deadline deadline) throws SQLException {
        WaitForecast forecast;
        lock.lock();
        try {
            forecast = turns.forecast(entrant, ticker.nanos());
        } finally {
            lock.unlock();
        }
        if (forecast != null && forecast.isHopelessWithin(deadline.remainingNanos())) {
            giveUp(entrant, deadline, false, forecast);
        }
    }

    /** Leaves the queue and throws why; returns if the entrant was granted, claimed or cancelled just before. */
    private void giveUp(Entrant entrant, Deadline deadline, boolean interrupted, @Nullable WaitForecast hopeless)
            throws SQLException {
        Entrant next;
        Hold inTheWay;
        WriteRight elsewhere;
        int othersWaiting;
        long waitNanos;
        lock.lock();
        try {
            if (entrant.state != State.WAITING || turns.enterIfFirst(entrant, ticker.nanos())) {
                return;
            }
            next = turns.giveUp(entrant, ticker.nanos());
            inTheWay = turns.holder();
            elsewhere = inTheWay == null ? turns.process().awaited() : null;
            othersWaiting = waiting();
            waitNanos = countWaitInVain(entrant, inTheWay);
        } finally {
            lock.unlock();
        }
        Entrant.unpark(next);
        if (interrupted) {
            throw GateFailures.interrupted(entrant, waitNanos);
        }
        entrant.listener().gateTimedOut(entrant.sessionId(), waitNanos);
        if (hopeless != null) {
            throw GateFailures.hopeless(entrant, hopeless, deadline, inTheWay, othersWaiting);
        }
        String owner = elsewhere == null ? null : elsewhere.owner();
        throw GateFailures.timedOut(entrant, waitNanos, deadline.limitOption(), inTheWay, owner, othersWaiting);
    }

    // Under the lock.
    private long countWaitInVain(Entrant entrant, @Nullable Hold inTheWay) {
        long nowNanos = ticker.nanos();
        times.waited(nowNanos - entrant.arrivedNanos);
        if (inTheWay != null) {
            inTheWay.madeWait(entrant, nowNanos);
        }
        return nowNanos - entrant.arrivedNanos;
    }

    private void enterIfFirst(Entrant entrant) {
        lock.lock();
        try {
            entrant.isWoken = false;
            turns.enterIfFirst(entrant, ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Takes a waiting entrant out of the queue. Called by {@link Entrant#cancel(SQLException)} after it has set the reason. */
    boolean cancel(Entrant entrant, SQLException reason) {
        Entrant next;
        lock.lock();
        try {
            if (entrant.state == State.NEW) {
                return true;
            }
            if (entrant.state != State.WAITING) {
                return entrant.isRefusedFor(reason);
            }
            next = turns.giveUp(entrant, ticker.nanos());
            countWaitInVain(entrant, turns.holder());
        } finally {
            lock.unlock();
        }
        Entrant.unpark(entrant);
        Entrant.unpark(next);
        return true;
    }

    void exit(Hold hold) {
        long now = ticker.nanos();
        Entrant next;
        List<Entrant> undone;
        lock.lock();
        try {
            if (turns.holder() != hold) {
                return;
            }
            undone = hold.claimed == null ? NOBODY : hold.claimed.putBack(turns.queue());
            next = turns.end(hold, now);
        } finally {
            lock.unlock();
        }
        processes.plan();
        Entrant.unpark(next);
        undone.forEach(Entrant::unpark);
        hold.tellExited();
    }

    List<GateJob> takeJobs(Hold hold, int maximum) {
        lock.lock();
        try {
            if (turns.holder() != hold) {
                return List.of();
            }
            ClaimedJobs claimed = hold.claimed == null ? new ClaimedJobs() : hold.claimed;
            hold.claimed = claimed;
            return claimed.takeFrom(turns.queue(), hold.entrant().job(), maximum);
        } finally {
            lock.unlock();
        }
    }

    void completeJobs(Hold hold, List<? extends GateJob> done) {
        List<Entrant> served;
        lock.lock();
        try {
            served = hold.claimed == null ? NOBODY : hold.claimed.complete(done);
        } finally {
            lock.unlock();
        }
        served.forEach(Entrant::unpark);
    }

    long nanos() {
        return ticker.nanos();
    }
}
