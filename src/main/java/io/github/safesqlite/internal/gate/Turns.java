// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.gate.Entrant.State;
import io.github.safesqlite.internal.invariant.Suspicion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of turns: the holder, the waiters and the next one. Guarded by the gate's lock, except for what is said to be
 * readable without.
 *
 * <p>Waking a parked thread takes longer than a short transaction, and much longer if no core is free. So that the gate does not
 * stand empty meanwhile, who leaves it only wakes the head of the queue, and who arrives before that one is awake goes first. That
 * goes on for {@value #OVERTAKING_NANOS} ns; then the head is let in while it still sleeps. In the queue nobody overtakes, but
 * there interactive entrants go before background ones ({@link WaitQueue}). While the gate is free the head of the queue was woken and will look, and so will each new head.
 */
final class Turns {
    /** For how long others may go before the head of the queue while it wakes up; more is faster and less fair. */
    static final long OVERTAKING_NANOS = 200_000;

    private final GateTimes times;
    private final ProcessTurn process = new ProcessTurn();
    private final WaitQueue queue = new WaitQueue();
    private volatile @Nullable Hold holder;

    Turns(GateTimes times) {
        this.times = times;
    }

    /** Who is inside; readable without the lock. */
    @Nullable
    Hold holder() {
        return holder;
    }

    /** Those who wait; its size is readable without the lock. */
    WaitQueue queue() {
        return queue;
    }

    /** Whether it is the turn of this process. */
    ProcessTurn process() {
        return process;
    }

    /** Lets a newcomer in if the gate is free, or puts it at the end of the queue. Returns whether it is inside. */
    boolean enterOrQueue(Entrant entrant, Hold hold, long nowNanos) {
        if (holder != null || !queue.admits(entrant) || !(entrant.needsNoTurn() || mayEnter(nowNanos))) {
            entrant.state = State.WAITING;
            queue.addLast(entrant);
            return false;
        }
        letIn(hold, nowNanos);
        return true;
    }

    /** Lets the head of the queue in if the gate is free. Returns whether {@code entrant} is that head and is inside. */
    boolean enterIfFirst(Entrant entrant, long nowNanos) {
        Hold hold = entrant.hold;
        if (holder != null || hold == null || queue.first() != entrant || !mayEnter(nowNanos)) {
            return false;
        }
        letHeadIn(hold, nowNanos);
        return true;
    }

    /** Ends and counts the stay of the holder. Returns whom to wake, if anyone. */
    @Nullable
    Entrant end(Hold hold, long nowNanos) {
        if (hold.watcher != null) {
            queue.toList().forEach(waiting -> hold.madeWait(waiting, nowNanos));
        }
        times.held(hold.end(nowNanos, queue.size()), hold.sql(), queue.size() > 0 && hold.stays(), nowNanos);
        return passOn(nowNanos);
    }

    /** Ends the stay of the holder. Returns whom to wake, if anyone. */
    @Nullable
    Entrant passOn(long nowNanos) {
        holder = null;
        Entrant head = queue.first();
        process.left(head != null, nowNanos);
        Hold hold = head == null ? null : head.hold;
        if (head == null || hold == null || !head.isOverdue(nowNanos) || !mayEnter(nowNanos)) {
            return nextToLook(nowNanos);
        }
        letHeadIn(hold, nowNanos);
        return head;
    }

    /** The likely wait of one in the queue; null if nobody is inside, or if too little is known. */
    @Nullable
    WaitForecast forecast(Entrant entrant, long nowNanos) {
        Hold inside = holder;
        long average = times.averageHoldNanos(nowNanos);
        if (inside == null || average == 0) {
            return null;
        }
        long heldNanos = inside.isUndecided() ? average : inside.held().toNanos();
        return WaitForecast.of(queue.turnsBefore(entrant, inside.entrant().job() != null), heldNanos, average);
    }

    /** Takes a waiter out that gives up. Returns whom to wake in its place, if anyone. */
    @Nullable
    Entrant giveUp(Entrant entrant, long nowNanos) {
        queue.remove(entrant);
        entrant.state = State.LEFT;
        return holder == null ? nextToLook(nowNanos) : null;
    }

    /** Looks whether this process can have its turn, or can do without it. Returns whom to wake, if anyone. */
    @Nullable
    Entrant look(long nowNanos) {
        if (queue.size() == 0) {
            process.unused();
            return null;
        }
        process.tryAgain(nowNanos);
        return nextToLook(nowNanos);
    }

    /** What does not hold now, and must if it lasts. */
    List<Suspicion> suspicions() {
        List<Suspicion> suspicions = new ArrayList<>();
        List<Entrant> waiters = queue.toList();
        if (waiters.size() != queue.size()) {
            String text =
                    "the queue of the write gate has " + waiters.size() + " connections and counts " + queue.size();
            suspicions.add(new Suspicion(this, text));
        }
        boolean isOpen = holder == null && (process.isHere() || queue.hasOneWithoutTurn());
        Entrant head = waiters.isEmpty() ? null : waiters.get(0);
        // One that runs is about to look, however long a busy machine lets it wait for a processor.
        if (isOpen && head != null && head.thread().getState() != Thread.State.RUNNABLE) {
            String text = "the write gate is free, and " + head.describe() + " waits for it";
            suspicions.add(new Suspicion(List.of(head, "passed over"), text));
        }
        for (Entrant waiter : waiters) {
            String wrong = waiter.wrongWithWait();
            if (wrong != null) {
                suspicions.add(new Suspicion(waiter, waiter.describe() + " waits at the write gate, but " + wrong));
            }
        }
        return suspicions;
    }

    /**
     * Whether it is the turn of this process, or somebody waits who needs no turn: whoever is before him must not keep him waiting
     * for that.
     */
    private boolean mayEnter(long nowNanos) {
        return process.isNow(nowNanos) || queue.hasOneWithoutTurn();
    }

    /** The head of the queue; null if there is none, if it is about to look anyway or if it would look in vain. */
    private @Nullable Entrant nextToLook(long nowNanos) {
        Entrant head = queue.first();
        if (head == null || head.isWoken || !mayEnter(nowNanos)) {
            return null;
        }
        head.wake(nowNanos);
        return head;
    }

    private void letHeadIn(Hold hold, long nowNanos) {
        queue.remove(hold.entrant());
        letIn(hold, nowNanos);
    }

    /** The hold exists since its entrant arrived, so that an exit needs no memory. */
    private void letIn(Hold hold, long nowNanos) {
        hold.begin(nowNanos, queue.size());
        times.waited(nowNanos - hold.entrant().arrivedNanos);
        process.entered(hold.entrant().arrivedNanos);
        queue.entered(hold.entrant());
        holder = hold;
        // Last: from here on the waiting thread goes on, without the lock.
        hold.entrant().state = State.GRANTED;
    }
}
