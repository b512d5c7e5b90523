// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.lock.ShortLock;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bookkeeping of a pool: who has which connection, in which slot it counts, who waits. Guarded by the pool's lock;
 * nothing in here waits, opens or closes.
 *
 * <p>At most {@code maximum} connections run in the POOLED slot, beside one HOT and up to {@code maximumParked} PARKED ones. One
 * is only opened when none is idle, so there are never more than {@code maximum + 1 + maximumParked}. The head of the queue is
 * woken as soon as something is free for it. A newcomer that is running may be faster, for a bounded time: then the head is
 * served first.
 */
final class PoolSlots {
    private final int maximum;
    private final int maximumParked;
    private final int minimumIdle;
    private final Ticker ticker;

    /** Guards this. */
    final ReentrantLock lock = new ShortLock();
    /** Signalled when the pool is closed and the last connection was released. */
    final Condition quiet = lock.newCondition();
    /** Whether nothing is kept any more; set by {@link #close}. */
    boolean closed;
    /** Whether nobody is served for the time being. */
    volatile boolean suspended;

    private final List<Loan> all = new ArrayList<>();
    private final IdleLoans idle = new IdleLoans();
    /**
     * For how long newcomers may overtake a waiter. Handing each connection to the next in the queue costs a thread switch
     * per statement and less than half of the reads per second; without any bound a waiter could starve.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Deque<PoolWaiter> waiters = new ArrayDeque<>();
    private @Nullable Loan hot;
    private boolean hotOpening;
    private int opening;
    private int running;
    private int parked;
    private int active;

    PoolSlots(PoolSettings settings, Ticker ticker) {
        this.maximum = settings.maximumPoolSize();
        this.maximumParked = settings.maximumParked();
        this.minimumIdle = settings.minimumIdle();
        this.ticker = ticker;
    }

    /** Forgets all that is idle; from now on what is released is not kept. */
    List<Loan> close() {
        closed = true;
        return removeIdle(0, loan -> true);
    }

    /**
     * Whether a newcomer stands behind others; a writer overtakes readers, for it holds the write gate, and so does who takes
     * a moment.
     */
    boolean mustQueue(Need need) {
        PoolWaiter head = waiters.peekFirst();
        return suspended || (need == Need.READER && head != null && isDue(head));
    }

    /** Whether nobody may overtake it any more. */
    private boolean isDue(PoolWaiter waiter) {
        return waiter.need != Need.READER || waiter.waitedNanos(ticker.nanos()) >= PATIENCE_NANOS;
    }

    /** Binds a connection that is free at once, or null. */
    @Nullable
    Loan take(long sessionId, Need need, Thread thread, long nowNanos) {
        Loan taken = switch (need) {
            case READER -> takeIdle(false, thread);
            case WRITER -> isHotIdle() ? hot : takeIdle(true, thread);
            case MOMENT -> {
                Loan reader = takeIdle(false, thread);
                yield reader == null && isHotIdle() ? hot : reader;
            }
        };
        if (taken != null) {
            bind(taken, sessionId, thread, nowNanos);
        }
        return taken;
    }

    private @Nullable Loan takeIdle(boolean writer, Thread thread) {
        Loan taken = running < maximum || (writer && isHotFree()) ? idle.takeFor(thread) : null;
        if (taken != null) {
            running++;
            if (writer) {
                promote(taken);
            }
        }
        return taken;
    }

    private boolean isHotIdle() {
        return hot != null && !hot.bound;
    }

    /** Reserves a slot for a connection that the caller will open, or null if all are taken. */
    @Nullable
    Slot reserve(Need need) {
        Slot slot = null;
        boolean hotWanted = need == Need.WRITER || need == Need.MOMENT && running >= maximum;
        if (hotWanted && isHotFree()) {
            hotOpening = true;
            slot = Slot.HOT;
        } else if (running < maximum) {
            running++;
            slot = Slot.POOLED;
        }
        if (slot != null) {
            opening++;
        }
        return slot;
    }

    private boolean isHotFree() {
        return hot == null && !hotOpening;
    }

    /** Gives a reserved slot back. */
    void cancelReservation(Slot slot) {
        opening--;
        if (slot == Slot.HOT) {
            hotOpening = false;
        } else {
            running--;
        }
        serveWaiters();
    }

    /** Fills a reserved slot with a connection and binds it. */
    void opened(Loan loan, Slot slot, long sessionId, Need need, Thread thread) {
        opening--;
        all.add(loan);
        loan.slot = slot;
        if (slot == Slot.HOT) {
            hotOpening = false;
            hot = loan;
        } else if (need == Need.WRITER) {
            promote(loan);
        }
        bind(loan, sessionId, thread, ticker.nanos());
    }

    /** Fills a reserved slot with a connection that nobody asked for. */
    void openedIdle(Loan loan) {
        opening--;
        running--;
        all.add(loan);
        loan.slot = Slot.POOLED;
        idle.addUnused(loan);
        serveWaiters();
    }

    /** Ends a binding: keeps the connection, or forgets it if it is not {@code reusable}. */
    void release(Loan loan, boolean reusable, long nowNanos) {
        loan.unbind(nowNanos);
        active--;
        switch (loan.slot) {
            case HOT -> hot = reusable ? loan : null;
            case PARKED -> parked--;
            case POOLED -> running--;
        }
        if (!reusable) {
            all.remove(loan);
        } else if (loan.slot != Slot.HOT) {
            loan.slot = Slot.POOLED;
            idle.add(loan);
        }
        serveWaiters();
    }

    void park(Loan loan) {
        if (!loan.bound || loan.slot == Slot.PARKED || parked >= maximumParked) {
            return;
        }
        if (loan.slot == Slot.HOT) {
            hot = null;
        } else {
            running--;
        }
        loan.slot = Slot.PARKED;
        parked++;
        serveWaiters();
    }

    // Must not wait, so it may run beside a full house until somebody releases.
    void unpark(Loan loan) {
        if (!loan.bound || loan.slot != Slot.PARKED) {
            return;
        }
        parked--;
        running++;
        loan.slot = Slot.POOLED;
        promote(loan);
        serveWaiters();
    }

    /** Makes a running connection the hot one; the one before counts as running, or is idle. */
    private void promote(Loan loan) {
        if (hotOpening) {
            return;
        }
        Loan before = hot;
        if (before != null) {
            before.slot = Slot.POOLED;
            if (before.bound) {
                running++;
            } else {
                idle.add(before);
            }
        }
        hot = loan;
        loan.slot = Slot.HOT;
        running--;
    }

    private void bind(Loan loan, long sessionId, Thread thread, long nowNanos) {
        loan.bind(sessionId, thread, nowNanos);
        active++;
    }

    /** Lines up; in front, unless it is a reader. */
    void enqueue(PoolWaiter waiter) {
        if (waiter.need == Need.READER) {
            waiters.addLast(waiter);
        } else {
            waiters.addFirst(waiter);
        }
    }

    /** Takes a waiter that was not served out of the queue. */
    void leave(PoolWaiter waiter) {
        waiters.remove(waiter);
        serveWaiters();
    }

    /** Takes the waiters that match out of the queue and makes them fail. */
    void failWaiters(Predicate<PoolWaiter> which, Supplier<SQLException> reason) {
        List<PoolWaiter> failed = waiters.stream().filter(which).toList();
        waiters.removeAll(failed);
        failed.forEach(waiter -> waiter.fail(reason.get()));
        serveWaiters();
    }

    void suspend(boolean wanted) {
        suspended = wanted;
        serveWaiters();
    }

    private void serveWaiters() {
        if (closed && isQuiet()) {
            quiet.signalAll();
        }
        PoolWaiter head = suspended ? null : waiters.peekFirst();
        while (head != null && isDue(head) && serve(head)) {
            waiters.removeFirst();
            head = waiters.peekFirst();
        }
        if (head != null && !head.nudged && hasRoom()) {
            head.nudge();
        }
    }

    /** Serves a waiter that was woken to look for itself, if there is something for it. */
    void serveNudged(PoolWaiter waiter) {
        waiter.nudged = false;
        if (!suspended && !waiter.isServed() && waiter == waiters.peekFirst() && serve(waiter)) {
            waiters.removeFirst();
        }
        serveWaiters();
    }

    private boolean hasRoom() {
        return running < maximum;
    }

    private boolean serve(PoolWaiter head) {
        Loan taken = take(head.sessionId, head.need, head.thread(), ticker.nanos());
        if (taken != null) {
            head.serve(taken);
            return true;
        }
        Slot slot = reserve(head.need);
        if (slot != null) {
            head.permitToOpen(slot);
        }
        return slot != null;
    }

    /** Forgets the idle connections that match, oldest first, but keeps {@code keep} of them. */
    List<Loan> removeIdle(int keep, Predicate<Loan> which) {
        List<Loan> candidates = idle.toList();
        if (isHotIdle()) {
            candidates.add(hot);
        }
        int removable = Math.max(0, candidates.size() - keep);
        candidates.removeIf(which.negate());
        candidates.sort(Comparator.comparingLong(loan -> loan.lastUsedNanos));
        List<Loan> removed = List.copyOf(candidates.subList(0, Math.min(candidates.size(), removable)));
        all.removeAll(removed);
        idle.removeAll(removed);
        hot = hot != null && removed.contains(hot) ? null : hot;
        serveWaiters();
        return removed;
    }

    /** Those that are idle now. */
    List<Loan> idle() {
        return all.stream().filter(loan -> !loan.bound).toList();
    }

    /** Whether one more idle connection is wanted and allowed. */
    boolean wantsIdle() {
        return !suspended && idleCount() + opening < minimumIdle && running + idle.size() < maximum;
    }

    /** The bound connections, longest bound first. */
    List<Loan> bound() {
        return all.stream()
                .filter(loan -> loan.bound)
                .sorted(Comparator.comparingLong(loan -> loan.sinceNanos))
                .toList();
    }

    /** Whether nobody has, or opens, a connection. */
    boolean isQuiet() {
        return active == 0 && opening == 0;
    }

    int idleCount() {
        return idle.size() + (isHotIdle() ? 1 : 0);
    }

    /** What does not hold of this bookkeeping now; each change leaves it right. */
    List<Suspicion> broken() {
        return new PoolInvariants(all, active, running - (opening - (hotOpening ? 1 : 0)), parked, idleCount())
                .broken(suspended || !hasRoom() ? null : waiters.peekFirst(), waiters);
    }

    PoolSnapshot stats() {
        return PoolSnapshot.ofConnections(
                active, idleCount(), all.size(), waiters.size(), parked, maximum, minimumIdle, suspended);
    }
}
